// The list of recorded sessions: what was talked about, how it went, what is missing.
import type { Database } from 'better-sqlite3';
import type { RequestKind, SessionSummary, Side } from '../domain/session.ts';
import { createLivenessCheck } from './recorders.ts';
import { listRepeatedCalls } from './repeated-calls.ts';
import { descriptorOf, type ExchangeRow, type SessionRow } from './rows.ts';

/** Kinds whose exchanges ask a model for output. */
const modelKinds: readonly RequestKind[] = ['turn', 'title', 'web-search'];

/** Sessions in the order in which they began. Default: both sides. */
export function listSessions(database: Database, side?: Side): SessionSummary[] {
  const rows = database
    .prepare<[string | null, string | null], SessionRow>(
      'SELECT * FROM sessions WHERE ? IS NULL OR side = ?',
    )
    .all(side ?? null, side ?? null);
  const isAlive = createLivenessCheck(database);
  const repeated = new Map<string, number>();
  for (const { session } of listRepeatedCalls(database)) {
    repeated.set(session, (repeated.get(session) ?? 0) + 1);
  }
  return rows
    .map((row) => summariseSession(database, row, isAlive, repeated.get(row.id) ?? 0))
    .sort((a, b) => a.startedAtMs - b.startedAtMs || (a.id < b.id ? -1 : 1));
}

/** Ids and names that were given, of the newest sessions first. @param countMax sessions */
export function listSessionNames(database: Database, countMax: number): string[] {
  return database
    .prepare<[number], Pick<SessionRow, 'id' | 'name'>>(
      'SELECT id, name FROM sessions ORDER BY rowid DESC LIMIT ?',
    )
    .all(countMax)
    .flatMap(({ id, name }) => (name === null ? [id] : [name, id]));
}

/** One session; undefined when there is none of that id. */
export function readSession(database: Database, id: string): SessionSummary | undefined {
  const row = database.prepare<[string], SessionRow>('SELECT * FROM sessions WHERE id = ?').get(id);
  if (row === undefined) return undefined;
  const repeated = listRepeatedCalls(database, id).length;
  return summariseSession(database, row, createLivenessCheck(database), repeated);
}

function summariseSession(
  database: Database,
  row: SessionRow,
  isAlive: (recorder: number) => boolean,
  repeatedCalls: number,
): SessionSummary {
  const exchanges = database
    .prepare<[string], Pick<ExchangeRow, 'status' | 'outcome' | 'recorder' | 'started_at_ms'>>(
      'SELECT status, outcome, recorder, started_at_ms FROM exchanges WHERE session = ? ORDER BY seq',
    )
    .all(row.id);
  const model = database
    .prepare<[string], { model: string }>(
      `SELECT model FROM exchanges WHERE session = ? AND model IS NOT NULL
       ORDER BY seq DESC LIMIT 1`,
    )
    .get(row.id);
  const statusCounts: Record<string, number> = {};
  for (const { status } of exchanges) {
    if (status !== null) statusCounts[status] = (statusCounts[status] ?? 0) + 1;
  }
  const descriptor = descriptorOf(row);
  return {
    ...descriptor,
    name: row.name,
    note: row.note,
    model: model?.model ?? null,
    exchanges: exchanges.length,
    calls: modelKinds.includes(descriptor.kind) ? (statusCounts['200'] ?? 0) : 0,
    startedAtMs: exchanges[0]?.started_at_ms ?? 0,
    lastAtMs: exchanges.at(-1)?.started_at_ms ?? 0,
    statusCounts,
    incomplete: exchanges.filter(({ outcome, recorder }) => outcome === null && !isAlive(recorder))
      .length,
    dropped: row.gaps,
    repeatedCalls,
  };
}
