// Failed requests by what was said of them: the status, and the backend's own code.

import type { RunDefinition, Trial, TurnRecord } from '../domain/run.ts';
import type { ReportTable } from './tables.ts';

/** `400 invalid_encrypted_content`, `429`, `no-response`; null: the request did not fail. */
export function errorClassOf({ error, errorCode, status }: TurnRecord): string | null {
  if (error === null) return null;
  const code = errorCode ?? (status === 0 ? 'no-response' : '');
  if (status === 0) return code;
  return code === '' || code === `http-${status}` ? String(status) : `${status} ${code}`;
}

export interface ErrorClass {
  readonly name: string;
  /** With at least one. */
  readonly sessions: number;
  /** Retries among them. */
  readonly requests: number;
}

/** Most frequent first. */
export function errorClasses(trials: readonly Trial[]): ErrorClass[] {
  const classes = new Map<string, { sessions: number; requests: number }>();
  for (const { turns } of trials) {
    const own = turns.map(errorClassOf).filter((name) => name !== null);
    for (const name of new Set(own)) {
      const known = classes.get(name) ?? { sessions: 0, requests: 0 };
      known.sessions++;
      known.requests += own.filter((other) => other === name).length;
      classes.set(name, known);
    }
  }
  return [...classes]
    .map(([name, counts]) => ({ name, ...counts }))
    .sort((a, b) => b.requests - a.requests || (a.name < b.name ? -1 : 1));
}

/** A row per class, a column per arm; null when nothing failed. */
export function errorClassTable(
  { arms }: Pick<RunDefinition, 'arms'>,
  trials: readonly Trial[],
): ReportTable | null {
  const names = errorClasses(trials).map(({ name }) => name);
  if (names.length === 0) return null;
  const byArm = arms.map(
    (arm) =>
      new Map(
        errorClasses(trials.filter((trial) => trial.arm === arm.name)).map((one) => [
          one.name,
          `${one.requests} in ${one.sessions}`,
        ]),
      ),
  );
  return {
    head: ['failed requests in sessions', ...arms.map(({ name }) => name)],
    rows: names.map((name) => [name, ...byArm.map((classes) => classes.get(name) ?? '0')]),
  };
}
