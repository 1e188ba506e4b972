// Runs of `ab` in the database. Trials that come together are written in one transaction.
// `played-runs.ts` has what a run sees that is started again.
import type { Database } from 'better-sqlite3';
import { ZodError } from 'zod';
import { parseRunDefinition } from '../domain/parse-run.ts';
import type { FreshTrial, RunDefinition, RunStore, Trial, TurnRow } from '../domain/run.ts';
import { redactHeaders } from '../exchange/redact-headers.ts';
import { HarnessError } from '../lib/harness-error.ts';
import { readFingerprintKey } from './open-database.ts';
import { toKeptTurns, toTurnRecord, turnRows } from './trial-turns.ts';

interface TrialRow {
  id: string;
  scenario: string;
  repeat: number;
  variant: string;
  arm: string;
  position: number;
  outcome: Trial['outcome'];
}
function reasonOf(error: unknown): string {
  if (error instanceof ZodError) {
    const [issue] = error.issues;
    return issue === undefined ? 'unknown form' : `${issue.path.join('.')}: ${issue.message}`;
  }
  return error instanceof Error ? error.message : String(error);
}

/** What is read back is what was written, or the file was changed by something else. */
function readIntact<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const reason = reasonOf(error);
    throw new HarnessError(
      'database',
      `${name} is damaged in the database (${reason})`,
      'Name another file with --db, or play it again under another name with --run',
      error,
    );
  }
}

const columns = 'id, scenario, repeat, variant, arm, position, outcome';

/** Names of tables: runs as they are listed, and those that will replace one of them. */
const prefixes = { saved: '', next: 'next_' } as const;

/**
 * @param database opened by `openDatabase`; the caller closes it
 * @param place `next`: runs that were started again and have not finished
 */
export function createRunStore(
  database: Database,
  place: keyof typeof prefixes = 'saved',
): RunStore {
  const prefix = prefixes[place];
  const insertRun = database.prepare(
    `INSERT INTO ${prefix}runs (id, fingerprint, started_at_ms, definition) VALUES (?, ?, ?, ?)`,
  );
  const insertTrial = database.prepare(
    `INSERT INTO ${prefix}trials (id, run, position, scenario, repeat, variant, arm, outcome)
     VALUES (@id, @run, @position, @scenario, @repeat, @variant, @arm, @outcome)`,
  );
  const insertTurn = database.prepare(
    `INSERT INTO ${prefix}trial_turns (trial, seq, record, exchange, kept, suffix, rest)
     VALUES (@trial, @seq, @record, @exchange, @kept, @suffix, @rest)`,
  );
  const selectTurns = database.prepare<[string], TurnRow>(
    `SELECT record, exchange, kept, suffix, rest FROM ${prefix}trial_turns
     WHERE trial = ? ORDER BY seq`,
  );

  const selectRecords = database.prepare<[string], { record: string }>(
    `SELECT record FROM ${prefix}trial_turns WHERE trial = ? ORDER BY seq`,
  );

  const begin = database.transaction((definition: RunDefinition): void => {
    const { id, fingerprint, startedAtMs } = definition;
    database.prepare(`DELETE FROM ${prefix}runs WHERE id = ?`).run(id);
    insertRun.run(id, fingerprint, startedAtMs, JSON.stringify(definition));
  });
  let key: Uint8Array | undefined;
  const insertTrials = database.transaction((run: string, trials: readonly FreshTrial[]): void => {
    key ??= readFingerprintKey(database);
    const redactWith = key;
    for (const trial of trials) {
      const { turns, ...head } = trial;
      insertTrial.run({ ...head, run });
      let index = 0;
      for (const row of turnRows(trial, (headers) => redactHeaders(headers, redactWith))) {
        insertTurn.run({ trial: trial.id, seq: turns[index++]?.seq, ...row });
      }
    }
  });
  const saveTrials = (run: string, trials: readonly FreshTrial[]): void => {
    try {
      insertTrials.immediate(run, trials);
    } catch (error) {
      const { code } = error as { code?: unknown };
      if (code !== 'SQLITE_CONSTRAINT_UNIQUE' && code !== 'SQLITE_CONSTRAINT_PRIMARYKEY')
        throw error;
      throw new HarnessError(
        'database',
        `another turntape plays the run \`${run}\` at the same time, and has saved the same session`,
        'Let one of them play it, or give each a part of it with --shard',
        error,
      );
    }
  };

  return {
    begin: (definition) => begin.immediate(definition),
    saveTrial: (run, trial) => saveTrials(run, [trial]),
    saveTrials,
    finish(run) {
      database.prepare(`UPDATE ${prefix}runs SET finished = 1 WHERE id = ?`).run(run);
    },
    readDefinition(id) {
      const text = database
        .prepare(`SELECT definition FROM ${prefix}runs WHERE id = ?`)
        .pluck()
        .get(id);
      if (typeof text !== 'string') return undefined;
      return readIntact(`the run \`${id}\``, () => {
        const definition = parseRunDefinition(JSON.parse(text));
        if (definition.id !== id) throw new TypeError('its definition is of another run');
        return definition;
      });
    },
    readTrials(id) {
      const rows = database
        .prepare<[string], TrialRow>(
          `SELECT ${columns} FROM ${prefix}trials WHERE run = ? ORDER BY position`,
        )
        .all(id);
      return readIntact(`the run \`${id}\``, () =>
        rows.map((row) => ({ ...row, turns: selectRecords.all(row.id).map(toTurnRecord) })),
      );
    },
    readTrial(id) {
      const row = database
        .prepare<[string], TrialRow>(`SELECT ${columns} FROM ${prefix}trials WHERE id = ?`)
        .get(id);
      return (
        row &&
        readIntact(`the trial \`${id}\``, () => ({
          ...row,
          turns: toKeptTurns(id, selectTurns.all(id)),
        }))
      );
    },
    listTrials: (run) =>
      database
        .prepare<[string], Pick<TrialRow, 'id' | 'outcome'>>(
          `SELECT id, outcome FROM ${prefix}trials WHERE run = ? ORDER BY position`,
        )
        .all(run),
    sizeOf(id) {
      const size = database
        .prepare(
          `SELECT coalesce(sum(length(record) + coalesce(length(exchange), 0) + length(rest)), 0)
           FROM ${prefix}trial_turns JOIN ${prefix}trials ON ${prefix}trials.id = trial
           WHERE run = ?`,
        )
        .pluck()
        .get(id);
      return Number(size);
    },
    remove: (id) => database.prepare(`DELETE FROM ${prefix}runs WHERE id = ?`).run(id).changes > 0,
    list() {
      return database
        .prepare<[], { id: string; started_at_ms: number; finished: number }>(
          `SELECT id, started_at_ms, finished FROM ${prefix}runs ORDER BY started_at_ms DESC, id`,
        )
        .all()
        .map((row) => ({
          id: row.id,
          startedAtMs: row.started_at_ms,
          finished: row.finished === 1,
        }));
    },
  };
}
