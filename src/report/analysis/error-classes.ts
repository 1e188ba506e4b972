// Failed requests by what was said of them: the status, and the backend's own code.

import type { Trial, TurnRecord } from '../../domain/run.ts';

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
