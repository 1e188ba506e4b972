// The list of recorded sessions: what was talked about, how it went, what is missing.
import type { Database } from 'better-sqlite3';
import type { RequestKind, SessionSummary, Side } from '../domain/session.ts';
import { prepared } from './prepared.ts';
import { createLivenessCheck } from './recorders.ts';
import { listRepeatedCalls } from './repeated-calls.ts';
import { descriptorOf, type ExchangeRow, isTime, type SessionRow } from './rows.ts';

/** Kinds whose exchanges ask a model for output. */
const modelKinds: readonly RequestKind[] = ['turn', 'title', 'web-search'];

/** What a summary needs of an exchange. */
type CountedExchange = Pick<
  ExchangeRow,
  'session' | 'model' | 'status' | 'outcome' | 'recorder' | 'started_at_ms'
>;
const counted = 'session, model, status, outcome, recorder, started_at_ms';

/** What the exchanges of a session come to. */
interface Counts {
  exchanges: number;
  model: string | null;
  startedAtMs: number;
  lastAtMs: number;
  readonly statusCounts: Record<string, number>;
  incomplete: number;
}

/** Sessions in the order in which they began. Default: both sides. */
export function listSessions(database: Database, side?: Side): SessionSummary[] {
  const rows = database
    .prepare<[string | null, string | null], SessionRow>(
      'SELECT * FROM sessions WHERE ? IS NULL OR side = ?',
    )
    .all(side ?? null, side ?? null);
  const repeated = new Map<string, number>();
  for (const { session } of listRepeatedCalls(database)) {
    repeated.set(session, (repeated.get(session) ?? 0) + 1);
  }
  const counts = new Map(rows.map(({ id }) => [id, noCounts()]));
  const isAlive = createLivenessCheck(database);
  // One pass: a database holds many sessions, and each is asked for again whenever one changes.
  for (const exchange of database
    .prepare<[], CountedExchange>(`SELECT ${counted} FROM exchanges ORDER BY session, seq`)
    .iterate()) {
    count(counts.get(exchange.session), exchange, isAlive);
  }
  return rows
    .map((row) => summarise(row, counts.get(row.id) ?? noCounts(), repeated.get(row.id) ?? 0))
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
  const row = prepared<[string], SessionRow>(database, 'SELECT * FROM sessions WHERE id = ?').get(
    id,
  );
  if (row === undefined) return undefined;
  const counts = noCounts();
  const isAlive = createLivenessCheck(database);
  for (const exchange of prepared<[string], CountedExchange>(
    database,
    `SELECT ${counted} FROM exchanges WHERE session = ? ORDER BY seq`,
  ).all(id)) {
    count(counts, exchange, isAlive);
  }
  return summarise(row, counts, listRepeatedCalls(database, id).length);
}

function noCounts(): Counts {
  return {
    ...{ exchanges: 0, model: null, startedAtMs: 0, lastAtMs: 0, incomplete: 0 },
    statusCounts: {},
  };
}

function count(
  counts: Counts | undefined,
  { model, status, outcome, recorder, started_at_ms: startedAtMs }: CountedExchange,
  isAlive: (recorder: number) => boolean,
): void {
  if (counts === undefined) return;
  if (isTime(startedAtMs)) {
    if (counts.startedAtMs === 0) counts.startedAtMs = startedAtMs;
    counts.lastAtMs = startedAtMs;
  }
  counts.exchanges++;
  counts.model = model ?? counts.model;
  if (status !== null) counts.statusCounts[status] = (counts.statusCounts[status] ?? 0) + 1;
  if (outcome === null && !isAlive(recorder)) counts.incomplete++;
}

function summarise(row: SessionRow, counts: Counts, repeatedCalls: number): SessionSummary {
  const descriptor = descriptorOf(row);
  return {
    ...descriptor,
    name: row.name,
    note: row.note,
    ...counts,
    calls: modelKinds.includes(descriptor.kind) ? (counts.statusCounts['200'] ?? 0) : 0,
    dropped: row.gaps,
    repeatedCalls,
  };
}
