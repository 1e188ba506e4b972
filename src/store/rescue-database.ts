// Copies what can be read of a damaged database into a new one: each exchange, session and trial by
// itself, so that one that cannot be read costs nothing else.
import type { Database } from 'better-sqlite3';
import type { Clock } from '../domain/clock.ts';
import type { Exchange } from '../domain/exchange.ts';
import type { RunStore } from '../domain/run.ts';
import type { SessionDescriptor } from '../domain/session.ts';
import { readBody } from './bodies.ts';
import { createExchangeCopier } from './copy-exchange.ts';
import { isBusy, isFull } from './database-error.ts';
import { nameSession } from './name-session.ts';
import { descriptorOf, type ExchangeRow, exchangeOf, type SessionRow } from './rows.ts';
import { createRunStore } from './runs.ts';
import { readSegments } from './segments.ts';
import { writeDatabase } from './write-database.ts';

export interface Rescued {
  readonly exchanges: number;
  /** Of them, those whose answer cannot be read: they have none in the copy. */
  readonly withoutAnswer: number;
  readonly trials: number;
}

/** @param path of the new database */
export function rescueDatabase(damaged: Database, path: string, clock: Clock): Promise<Rescued> {
  return writeDatabase(path, 'write', (target) => {
    const copier = createExchangeCopier(target, () => clock.nowMs());
    const sessions = new Set<string>();
    let exchanges = 0;
    let withoutAnswer = 0;
    for (const row of readRows(damaged)) {
      const found = attempt(() => readRow(damaged, row));
      if (found === undefined) continue;
      const copied = attempt(() => copier.copy(found.exchange));
      if (copied === undefined) continue;
      sessions.add(found.exchange.session.id);
      exchanges++;
      if (!found.hasAnswer) withoutAnswer++;
    }
    copier.close();
    for (const id of sessions) attempt(() => copyLabels(damaged, target, id));
    const trials =
      copyRuns(createRunStore(damaged), createRunStore(target)) +
      copyRuns(createRunStore(damaged, 'next'), createRunStore(target, 'next'));
    return { exchanges, withoutAnswer, trials };
  });
}

/** Undefined: it cannot be done, whatever the reason. Throws where the copy cannot be written. */
function attempt<Result>(act: () => Result): Result | undefined {
  try {
    return act();
  } catch (error) {
    if (isBusy(error) || isFull(error)) throw error;
    return undefined;
  }
}

/**
 * Rows of exchanges in their order, each asked for by itself: a damaged page hides its own only.
 */
function* readRows(database: Database): Generator<ExchangeRow> {
  const last = Math.max(
    ...[
      'SELECT max(row) FROM exchanges',
      'SELECT last FROM row_numbers',
      // From the index, where the table's last page cannot be read.
      'SELECT count(*) FROM exchanges',
    ].map((sql) => Number(attempt(() => database.prepare(sql).pluck().get()) ?? 0)),
  );
  const read = database.prepare<[number], ExchangeRow>('SELECT * FROM exchanges WHERE row = ?');
  for (let row = 1; row <= last; row++) {
    const found = attempt(() => read.get(row));
    if (found !== undefined) yield found;
  }
}

/** Throws where the request cannot be read. */
function readRow(
  database: Database,
  row: ExchangeRow,
): { readonly exchange: Exchange; readonly hasAnswer: boolean } {
  const session = attempt(() => readDescriptor(database, row.session)) ?? unknown(row.session);
  const body = readBody(database, row.body);
  const answer = attempt(() => readSegments(database, row.row));
  const whole =
    answer &&
    attempt(() => ({ exchange: exchangeOf(row, session, body, answer), hasAnswer: true }));
  if (whole !== undefined) return whole;
  // The request is what cannot be made again.
  const asked = { ...row, status: null, outcome: null };
  const none = { body: new Uint8Array(0), chunks: [] };
  return { exchange: exchangeOf(asked, session, body, none), hasAnswer: false };
}

function readDescriptor(database: Database, id: string): SessionDescriptor | undefined {
  const row = database.prepare<[string], SessionRow>('SELECT * FROM sessions WHERE id = ?').get(id);
  return row && descriptorOf(row);
}

/** A session whose row cannot be read. */
function unknown(id: string): SessionDescriptor {
  const unnamed = { client: 'other', clientSessionId: null, agentId: null, parent: null } as const;
  return { ...unnamed, id, side: 'client', kind: 'other' };
}

function copyLabels(from: Database, to: Database, id: string): void {
  const row = from.prepare<[string], SessionRow>('SELECT * FROM sessions WHERE id = ?').get(id);
  if (row) nameSession(to, id, { name: row.name ?? undefined, note: row.note ?? undefined });
}

/** @returns trials */
function copyRuns(from: RunStore, to: RunStore): number {
  let copied = 0;
  for (const { id, finished } of attempt(() => from.list()) ?? []) {
    const definition = attempt(() => from.readDefinition(id));
    if (definition === undefined) continue;
    to.begin(definition);
    let isWhole = true;
    for (const { id: trialId } of attempt(() => from.listTrials(id)) ?? []) {
      const trial = attempt(() => from.readTrial(trialId));
      const saved = trial && attempt(() => to.saveTrial(id, trial) ?? trial);
      if (saved !== undefined) copied++;
      else isWhole = false;
    }
    if (finished && isWhole) to.finish(id);
  }
  return copied;
}
