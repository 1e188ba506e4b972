// What is kept of a trial's exchanges, as JSON in `exchange`: when and where the request went, its
// headers, the response's head, how it ended. `suffix`: bytes at the end of the request before that
// its body ends with too.
//
// Rows of older versions had a part of that in `record`: `startedAtMs` and `sessionHeader` (both
// may be missing: then a turn begins where the one before ended, and the header is what the arm
// sends),
// `account`, and the end as `error`, `errorCode` and `totalMs`.
import type { Database } from 'better-sqlite3';
import type { Migration } from './migration.ts';

interface OldTrial {
  readonly id: string;
  readonly run: string;
  readonly arm: string;
}

interface OldRecord {
  readonly conversation?: string;
  readonly startedAtMs?: number;
  readonly sessionHeader?: string | null;
  readonly account?: string | null;
  readonly status: number;
  readonly error: string | null;
  readonly errorCode?: string | null;
  readonly totalMs: number;
}

interface OldArm {
  readonly name: string;
  readonly agent: string;
  readonly options?: { readonly session_header?: boolean };
}

type Headers = (readonly [string, string])[];

export const m005TrialExchanges: Migration = {
  name: 'trial-exchanges',
  apply(database) {
    database.exec(`
      ALTER TABLE trial_turns ADD COLUMN suffix INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE trial_turns ADD COLUMN exchange TEXT NOT NULL DEFAULT '';
    `);
    const runs = database
      .prepare<[], { id: string; definition: string }>('SELECT id, definition FROM runs')
      .all()
      .map(({ id, definition }) => [id, armsIn(definition)] as const);
    const arms = new Map(runs);
    const trials = database.prepare<[], OldTrial>('SELECT id, run, arm FROM trials').all();
    for (const trial of trials) {
      const arm = arms.get(trial.run)?.find(({ name }) => name === trial.arm);
      moveTurns(database, trial.id, arm);
    }
  },
};

function moveTurns(database: Database, trial: string, arm: OldArm | undefined): void {
  const read = database.prepare<[string], { seq: number; record: string }>(
    'SELECT seq, record FROM trial_turns WHERE trial = ? ORDER BY seq',
  );
  const write = database.prepare(
    'UPDATE trial_turns SET record = ?, exchange = ? WHERE trial = ? AND seq = ?',
  );
  let endedAtMs = 0;
  for (const row of read.all(trial)) {
    const old = parse<OldRecord>(row.record);
    // A damaged row stays as it is: its reader says so.
    if (old === undefined) continue;
    const { startedAtMs = endedAtMs, sessionHeader: _header, account: _account, ...record } = old;
    const exchange = exchangeOf(old, startedAtMs, headersOf(trial, arm, old));
    write.run(JSON.stringify(record), JSON.stringify(exchange), trial, row.seq);
    endedAtMs = startedAtMs + old.totalMs;
  }
}

function armsIn(definition: string): readonly OldArm[] {
  return parse<{ readonly arms?: readonly OldArm[] }>(definition)?.arms ?? [];
}

/** undefined: damaged. */
function parse<T extends object>(text: string): T | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as T) : undefined;
  } catch {
    return undefined;
  }
}

function headersOf(
  trial: string,
  arm: OldArm | undefined,
  { conversation, sessionHeader }: OldRecord,
): Headers {
  if (sessionHeader !== undefined) {
    return sessionHeader === null ? [] : [['session-id', sessionHeader]];
  }
  const sends = arm?.agent !== 'scripted' || arm.options?.session_header === true;
  const name = conversation === undefined ? trial : `${trial}/${conversation}`;
  return sends ? [['session-id', name]] : [];
}

function exchangeOf(
  { status, account, error, errorCode, totalMs }: OldRecord,
  startedAtMs: number,
  headers: Headers,
): object {
  const outcome =
    status === 0
      ? 'upstream-failed'
      : errorCode === 'cut'
        ? 'upstream-aborted'
        : errorCode === 'client-left'
          ? 'client-aborted'
          : 'complete';
  const responseHeaders: Headers =
    typeof account === 'string' ? [['openai-organization', account]] : [];
  return {
    startedAtMs,
    method: 'POST',
    target: '/responses',
    headers,
    flushedElapsedMs: status === 0 ? null : 0,
    response:
      status === 0 ? null : { status, statusText: '', headers: responseHeaders, elapsedMs: null },
    end: {
      outcome,
      error: outcome === 'complete' ? null : error,
      trailers: [],
      elapsedMs: totalMs,
    },
  };
}
