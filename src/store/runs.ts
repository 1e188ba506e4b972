// Runs of `ab` in the database. Trials are written one by one, each in a transaction of its own.
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Database } from 'better-sqlite3';
import type { RunDefinition, RunStore, Trial, TurnRecord } from '../domain/run.ts';
import { commonPrefixLength } from '../lib/common-affix.ts';
import { HarnessError } from '../lib/harness-error.ts';

interface TrialRow {
  id: string;
  scenario: string;
  repeat: number;
  variant: string;
  arm: string;
  position: number;
  outcome: Trial['outcome'];
}
interface TurnRow {
  record: string;
  kept: number;
  rest: Uint8Array;
}
type StoredTurn = Omit<TurnRecord, 'requestBody'>;

/** What is read back is what was written, or the file was changed by something else. */
function readIntact<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HarnessError(
      'database',
      `${name} is damaged in the database (${reason})`,
      'Name another file with --db, or play it again under another name with --run',
      error,
    );
  }
}

function parseDefinition(text: string): RunDefinition {
  // Written by `begin` below from the same type.
  const definition = JSON.parse(text) as RunDefinition;
  const { arms, scenarios, variants } = definition;
  if (![arms, scenarios, variants].every(Array.isArray)) throw new TypeError('no definition');
  return definition;
}

/** Turns of a trial with their bodies put together again: each continues the one before. */
function joinTurns(rows: readonly TurnRow[]): TurnRecord[] {
  let before = Buffer.alloc(0);
  return rows.map((row) => {
    const body = Buffer.concat([before.subarray(0, row.kept), zstdDecompressSync(row.rest)]);
    before = body;
    // Written by saveTrial below from the same type.
    const record = JSON.parse(row.record) as StoredTurn;
    return { ...record, requestBody: body.toString('utf8') };
  });
}

function withoutBody({ record }: { record: string }): TurnRecord {
  // Written by saveTrial below from the same type.
  return { ...(JSON.parse(record) as StoredTurn), requestBody: '' };
}

const columns = 'id, scenario, repeat, variant, arm, position, outcome';

/** @param database opened by `openDatabase`; the caller closes it */
export function createRunStore(database: Database): RunStore {
  const insertRun = database.prepare(
    'INSERT INTO runs (id, fingerprint, started_at_ms, definition) VALUES (?, ?, ?, ?)',
  );
  const insertTrial = database.prepare(
    `INSERT INTO trials (id, run, position, scenario, repeat, variant, arm, outcome)
     VALUES (@id, @run, @position, @scenario, @repeat, @variant, @arm, @outcome)`,
  );
  const insertTurn = database.prepare(
    'INSERT INTO trial_turns (trial, seq, record, kept, rest) VALUES (?, ?, ?, ?, ?)',
  );
  const selectTurns = database.prepare<[string], TurnRow>(
    'SELECT record, kept, rest FROM trial_turns WHERE trial = ? ORDER BY seq',
  );

  const selectRecords = database.prepare<[string], { record: string }>(
    'SELECT record FROM trial_turns WHERE trial = ? ORDER BY seq',
  );

  const begin = database.transaction((definition: RunDefinition): void => {
    const { id, fingerprint, startedAtMs } = definition;
    database.prepare('DELETE FROM runs WHERE id = ?').run(id);
    insertRun.run(id, fingerprint, startedAtMs, JSON.stringify(definition));
  });
  const saveTrial = database.transaction((run: string, { turns, ...trial }: Trial): void => {
    insertTrial.run({ ...trial, run });
    let before: Uint8Array = new Uint8Array();
    for (const { requestBody, ...record } of turns) {
      const body = Buffer.from(requestBody, 'utf8');
      const kept = commonPrefixLength(before, body);
      const rest = zstdCompressSync(body.subarray(kept));
      insertTurn.run(trial.id, record.seq, JSON.stringify(record), kept, rest);
      before = body;
    }
  });

  return {
    begin: (definition) => begin.immediate(definition),
    saveTrial(run, trial) {
      try {
        saveTrial.immediate(run, trial);
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
    },
    finish(run) {
      database.prepare('UPDATE runs SET finished = 1 WHERE id = ?').run(run);
    },
    readDefinition(id) {
      const text = database.prepare('SELECT definition FROM runs WHERE id = ?').pluck().get(id);
      if (typeof text !== 'string') return undefined;
      return readIntact(`the run \`${id}\``, () => parseDefinition(text));
    },
    readTrials(id, options = { bodies: true }) {
      const rows = database
        .prepare<[string], TrialRow>(
          `SELECT ${columns} FROM trials WHERE run = ? ORDER BY position`,
        )
        .all(id);
      const read = options.bodies
        ? (trial: string) => joinTurns(selectTurns.all(trial))
        : (trial: string) => selectRecords.all(trial).map(withoutBody);
      return readIntact(`the run \`${id}\``, () =>
        rows.map((row) => ({ ...row, turns: read(row.id) })),
      );
    },
    readTrial(id) {
      const row = database
        .prepare<[string], TrialRow>(`SELECT ${columns} FROM trials WHERE id = ?`)
        .get(id);
      return (
        row &&
        readIntact(`the session \`${id}\``, () => ({
          ...row,
          turns: joinTurns(selectTurns.all(id)),
        }))
      );
    },
    listTrials: (run) =>
      database
        .prepare<[string], Pick<TrialRow, 'id' | 'outcome'>>(
          'SELECT id, outcome FROM trials WHERE run = ? ORDER BY position',
        )
        .all(run),
    list() {
      return database
        .prepare<[], { id: string; started_at_ms: number; finished: number }>(
          'SELECT id, started_at_ms, finished FROM runs ORDER BY started_at_ms DESC, id',
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
