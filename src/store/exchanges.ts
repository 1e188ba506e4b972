// Reads recorded exchanges back. Derived numbers (tokens, TTFT) are not read here: they come from
// recording/'s pure functions over an `Exchange`.
import type { Database } from 'better-sqlite3';
import type { Exchange, ExchangeOutcome } from '../domain/exchange.ts';
import { HarnessError } from '../lib/harness-error.ts';
import type { HeaderList } from '../lib/header-list.ts';
import { readBody } from './bodies.ts';
import { damaged } from './compression.ts';
import { sqliteCode } from './database-error.ts';
import { prepared } from './prepared.ts';
import { createLivenessCheck } from './recorders.ts';
import {
  answeredOf,
  descriptorOf,
  type ExchangeRow,
  exchangeOf,
  headersOf,
  outcomeOf,
  type SessionRow,
} from './rows.ts';
import { readSegments } from './segments.ts';

export interface ExchangeSummary {
  readonly id: string;
  readonly session: string;
  readonly seq: number;
  readonly method: string;
  readonly target: string;
  readonly model: string | null;
  readonly startedAtMs: number;
  readonly status: number | null;
  /**
   * `running` or `cut` (incomplete) when it has no end: which one depends on whether its recorder
   * lives.
   */
  readonly outcome: ExchangeOutcome | 'running' | 'cut';
  readonly requestBytes: number;
  readonly responseBytes: number;
  readonly chunks: number;
  readonly linkedTo: string | null;
}

/** The exchanges of a session in their order, without bodies. */
export function listExchanges(database: Database, session: string): ExchangeSummary[] {
  const isAlive = createLivenessCheck(database);
  return prepared<
    [string],
    ExchangeRow & { request_bytes: number; response_bytes: number; chunks: number }
  >(
    database,
    `SELECT exchanges.*, bodies.size AS request_bytes,
         coalesce((SELECT sum(bytes) FROM segments WHERE exchange = row), 0) AS response_bytes,
         coalesce((SELECT sum(iif(json_valid(sizes), json_array_length(sizes), 0))
             FROM segments WHERE exchange = row), 0)
           AS chunks
       FROM exchanges JOIN bodies ON bodies.hash = exchanges.body
       WHERE session = ? ORDER BY seq`,
  )
    .all(session)
    .map((row) => ({
      id: row.id,
      session: row.session,
      seq: row.seq,
      method: row.method,
      target: row.target,
      model: row.model,
      startedAtMs: row.started_at_ms,
      status: row.status,
      outcome: outcomeOf(row) ?? (isAlive(row.recorder) ? 'running' : 'cut'),
      requestBytes: row.request_bytes,
      responseBytes: row.response_bytes,
      chunks: row.chunks,
      linkedTo: row.linked_to,
    }));
}

/** In their order. */
export function listExchangeIds(database: Database, session: string): string[] {
  return prepared<[string], { id: string }>(
    database,
    'SELECT id FROM exchanges WHERE session = ? ORDER BY seq',
  )
    .all(session)
    .map(({ id }) => id);
}

function findRow(database: Database, id: string): ExchangeRow | undefined {
  return prepared<[string], ExchangeRow>(database, 'SELECT * FROM exchanges WHERE id = ?').get(id);
}

/** One exchange, whole; undefined when there is none of that id. */
export function readExchange(database: Database, id: string): Exchange | undefined {
  return readAfter(database, id, undefined)?.exchange;
}

/**
 * What came back for an exchange, without the body that was sent: its bytes are built on those of
 * other requests, and usage and times do not need them. undefined: there is none of that id.
 */
export function readAnswered(
  database: Database,
  id: string,
): Omit<Exchange, 'body' | 'session'> | undefined {
  const row = findRow(database, id);
  if (row === undefined) return undefined;
  return answeredOf(row, readSegments(database, row.row));
}

/** What a request says of itself without its body; undefined: there is none of that id. */
export interface RequestHead extends Pick<ExchangeSummary, 'method' | 'target' | 'startedAtMs'> {
  readonly session: string;
  readonly headers: HeaderList;
  /** It has an end: nothing more will come. */
  readonly isEnded: boolean;
}

export function readRequestHead(database: Database, id: string): RequestHead | undefined {
  const row = findRow(database, id);
  return (
    row && {
      session: row.session,
      method: row.method,
      target: row.target,
      headers: headersOf(row.headers),
      startedAtMs: row.started_at_ms,
      isEnded: row.outcome !== null,
    }
  );
}

/** By session, those on the other side of a gateway that were made of its requests, or made them. */
export function listSessionLinks(database: Database): ReadonlyMap<string, readonly string[]> {
  const links = new Map<string, string[]>();
  const rows = database
    .prepare<[], { own: string; other: string }>(
      `SELECT DISTINCT own.session AS own, other.session AS other
       FROM exchanges AS other JOIN exchanges AS own ON own.id = other.linked_to`,
    )
    .all();
  for (const { own, other } of rows) {
    links.set(own, [...(links.get(own) ?? []), other]);
    links.set(other, [...(links.get(other) ?? []), own]);
  }
  return links;
}

interface ReadExchange {
  readonly exchange: Exchange;
  readonly request: { readonly hash: string; readonly bytes: Uint8Array };
}

/** @param before what was read last: its body is mostly the base of this one's */
function readAfter(
  database: Database,
  id: string,
  before: ReadExchange | undefined,
): ReadExchange | undefined {
  const row = findRow(database, id);
  if (row === undefined) return undefined;
  const session = prepared<[string], SessionRow>(
    database,
    'SELECT * FROM sessions WHERE id = ?',
  ).get(row.session);
  if (session === undefined) throw new TypeError(`Exchange ${id} has no session`);
  const request = { hash: row.body, bytes: readBody(database, row.body, before?.request) };
  try {
    const answer = readSegments(database, row.row);
    return { exchange: exchangeOf(row, descriptorOf(session), request.bytes, answer), request };
  } catch (error) {
    // No JSON, or another value than was written: the row is damaged.
    if (error instanceof HarnessError || sqliteCode(error) !== undefined) throw error;
    throw damaged(`the exchange ${id} is damaged in the database`, error);
  }
}

/** The exchanges of a session, whole, one at a time: a session may not fit into memory. */
export function* readSessionExchanges(database: Database, session: string): Generator<Exchange> {
  let before: ReadExchange | undefined;
  for (const id of listExchangeIds(database, session)) {
    before = readAfter(database, id, before);
    if (before !== undefined) yield before.exchange;
  }
}

/**
 * Exchanges of other sessions of the same client on the same side, that were begun in a span of
 * time: the latest of them, in their order.
 */
export function siblingExchanges(
  database: Database,
  session: string,
  { fromMs, toMs, limit }: { fromMs: number; toMs: number; limit: number },
): string[] {
  return database
    .prepare<[string, number, number, number], string>(
      `SELECT exchanges.id FROM exchanges
       JOIN sessions ON sessions.id = exchanges.session
       JOIN sessions AS own ON own.id = ?
       WHERE sessions.id != own.id AND sessions.client = own.client AND sessions.side = own.side
         AND exchanges.method = 'POST' AND exchanges.started_at_ms BETWEEN ? AND ?
       ORDER BY exchanges.started_at_ms DESC, exchanges.row DESC LIMIT ?`,
    )
    .pluck()
    .all(session, fromMs, toMs, limit)
    .reverse();
}

/** Exchanges on the other side of a gateway: caused by this one, or its cause. */
export function linkedExchanges(database: Database, id: string): string[] {
  return prepared<[string, string], { id: string }>(
    database,
    `SELECT id FROM exchanges WHERE linked_to = ?
     UNION SELECT linked_to FROM exchanges WHERE id = ? AND linked_to IS NOT NULL`,
  )
    .all(id, id)
    .map((row) => row.id);
}
