// Rows of `sessions` and `exchanges`, and what they mean in domain types. They were written by
// exchange-writer.ts from the same types: the casts here undo that. What a damaged file, or one
// that somebody else has written, may hold instead is refused where it would break a reader.
import { parseClientName } from '../clients/registry.ts';
import type { Exchange, ExchangeOutcome } from '../domain/exchange.ts';
import type { RequestKind, SessionDescriptor, Side } from '../domain/session.ts';
import type { HeaderList } from '../lib/header-list.ts';
import { damaged } from './compression.ts';

export interface ExchangeRow {
  row: number;
  id: string;
  session: string;
  seq: number;
  recorder: number;
  linked_to: string | null;
  started_at_ms: number;
  method: string;
  target: string;
  headers: string;
  body: string;
  model: string | null;
  flushed_elapsed_ms: number | null;
  status: number | null;
  status_text: string | null;
  response_headers: string | null;
  response_elapsed_ms: number | null;
  outcome: string | null;
  error: string | null;
  trailers: string | null;
  end_elapsed_ms: number | null;
}

export interface SessionRow {
  id: string;
  client: string;
  side: string;
  client_session_id: string | null;
  agent_id: string | null;
  kind: string;
  parent: string | null;
  gaps: number;
  name: string | null;
  note: string | null;
}

export function descriptorOf(row: SessionRow): SessionDescriptor {
  return {
    id: row.id,
    client: parseClientName(row.client),
    side: row.side as Side,
    clientSessionId: row.client_session_id,
    agentId: row.agent_id,
    kind: row.kind as RequestKind,
    parent: row.parent,
  };
}

export function outcomeOf(row: ExchangeRow): ExchangeOutcome | null {
  return row.outcome as ExchangeOutcome | null;
}

/** An exchange, from its row and what other tables have of it. */
export function exchangeOf(
  row: ExchangeRow,
  session: SessionDescriptor,
  body: Uint8Array,
  answer: StoredAnswer,
): Exchange {
  return { ...answeredOf(row, answer), session, body };
}

/** What `segments` has of an exchange. */
interface StoredAnswer {
  readonly body: Uint8Array;
  readonly chunks: Exchange['chunks'];
}

/** ms since 1970 of the earliest and latest day that a calendar here has (ECMA-262, 21.4.1.1). */
const timeMsMax = 8.64e15;

export function isTime(ms: number): boolean {
  return Math.abs(ms) <= timeMsMax;
}

/**
 * All of an exchange but the body that was sent, and its session.
 * @throws HarnessError `database` for what cannot have been recorded
 */
export function answeredOf(
  row: ExchangeRow,
  answer: StoredAnswer,
): Omit<Exchange, 'body' | 'session'> {
  const outcome = outcomeOf(row);
  if (!isTime(row.started_at_ms)) throw damaged('an exchange has a time that no calendar has');
  if ((row.status ?? 0) < 0 || (row.status ?? 0) > 999) {
    throw damaged('an exchange has a status that HTTP does not have');
  }
  return {
    id: row.id,
    seq: row.seq,
    method: row.method,
    target: row.target,
    headers: headersOf(row.headers),
    startedAtMs: row.started_at_ms,
    linkedTo: row.linked_to,
    flushedElapsedMs: row.flushed_elapsed_ms,
    response:
      row.status === null
        ? null
        : {
            status: row.status,
            statusText: row.status_text ?? '',
            headers: headersOf(row.response_headers),
            elapsedMs: row.response_elapsed_ms,
          },
    responseBody: answer.body,
    chunks: answer.chunks,
    end:
      outcome === null
        ? null
        : {
            outcome,
            error: row.error,
            trailers: headersOf(row.trailers),
            elapsedMs: row.end_elapsed_ms,
          },
  };
}

/**
 * As they were written: a list of pairs, or NULL.
 * @throws HarnessError `database`
 */
export function headersOf(text: string | null): HeaderList {
  if (text === null) return [];
  try {
    const list: unknown = JSON.parse(text);
    if (Array.isArray(list) && list.every(isPair)) return list;
  } catch (error) {
    throw damaged('the headers of an exchange cannot be read', error);
  }
  throw damaged('the headers of an exchange cannot be read');
}

function isPair(value: unknown): value is HeaderList[number] {
  return (
    Array.isArray(value) && value.length === 2 && value.every((one) => typeof one === 'string')
  );
}
