// Requests that bring only what is new, put together from the recorded calls before them.
import type { Database } from 'better-sqlite3';
import type { Exchange } from '../domain/exchange.ts';
import { answeringAccount } from '../exchange/answering-account.ts';
import { continuableAnswer } from '../exchange/continuable-answer.ts';
import {
  addStep,
  continuedAnswer,
  type History,
  mayContinue,
  noHistory,
  type RebuiltRequest,
  rebuildRequest,
  type UnknownHistory,
} from '../exchange/continued-request.ts';
import { decodeBody } from '../exchange/decode-body.ts';
import { findCallProtocol } from '../exchange/identify-protocol.ts';
import { findHeader } from '../lib/header-list.ts';
import { isJsonObject, type JsonObject, parseJsonBytes } from '../lib/json.ts';
import { readExchange, readSessionExchanges, siblingExchanges } from '../store/exchanges.ts';

/** A request that names an answer: what it continues, and its whole history where that is known. */
export interface ContinuedCall {
  /** The id of the answer that it continues. */
  readonly answer: string;
  /** The exchange that was answered so; null: not found. */
  readonly exchange: string | null;
  readonly rebuilt: RebuiltRequest | UnknownHistory;
}

export interface Threads {
  /** @returns null: the request brings all that it asks about, or asks no model */
  continued(exchange: Exchange): ContinuedCall | null;
}

/** A rebuilt request as it would have been sent. */
export function rebuiltBody({ value }: RebuiltRequest): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

/** Bodies that one history may be read from: a hostile file must not fill the memory. */
const historyBytesMax = 256 * 1024 * 1024;
/** Histories that are kept: conversations interleave, and each continues its latest answer. */
const keptHistories = 8;
/** How far back the calls of other sessions may lie, and how many are looked at. */
const siblingMsMax = 24 * 3_600_000;
const siblingCallsMax = 100;

interface Answered {
  readonly exchange: string;
  readonly session: string;
  readonly seq: number;
}

function requestOf({ headers, body }: Exchange): JsonObject | null {
  const value = parseJsonBytes(decodeBody(headers, body) ?? new Uint8Array());
  return isJsonObject(value) ? value : null;
}

const keyOf = ({ headers }: Exchange): string | undefined => findHeader(headers, 'x-api-key');

/**
 * Whether two calls are known to be of different accounts. A login's token changes while it is in
 * use, so it tells nothing inside a session; between sessions only an equal one does.
 */
function areOthers(a: Exchange, b: Exchange): boolean {
  const [one, other] = [a, b].map(({ response }) => answeringAccount(response?.headers ?? []));
  if (one && other) return one !== other;
  if (keyOf(a) !== keyOf(b)) return true;
  if (a.session.id === b.session.id) return false;
  const [token, otherToken] = [a, b].map(({ headers }) => findHeader(headers, 'authorization'));
  return token !== otherToken;
}

function noteAnswer(found: Map<string, Answered[]>, exchange: Exchange): void {
  const protocol = findCallProtocol(exchange);
  const id = protocol === null ? undefined : continuableAnswer(protocol, exchange)?.id;
  if (id === undefined) return;
  const { session, seq } = exchange;
  found.set(id, [...(found.get(id) ?? []), { exchange: exchange.id, session: session.id, seq }]);
}

/** Reads each session once, and only when a request of it continues another. */
export function createThreads(database: Database): Threads {
  const sessions = new Map<string, Map<string, Answered[]>>();
  /** By the exchange whose answer they end with. */
  const histories = new Map<string, History | UnknownHistory>();

  const answersOf = (session: string): Map<string, Answered[]> => {
    const known = sessions.get(session);
    if (known !== undefined) return known;
    const found = new Map<string, Answered[]>();
    for (const exchange of readSessionExchanges(database, session)) noteAnswer(found, exchange);
    sessions.set(session, found);
    return found;
  };

  /** The call that was answered so, before this one: in the same session, else in one beside it. */
  const findAnswered = (answer: string, asked: Exchange): Exchange | undefined => {
    const own = answersOf(asked.session.id).get(answer) ?? [];
    const before = own.findLast(({ seq }) => seq < asked.seq);
    if (before !== undefined) return readExchange(database, before.exchange);
    const { startedAtMs } = asked;
    const span = { fromMs: startedAtMs - siblingMsMax, toMs: startedAtMs, limit: siblingCallsMax };
    for (const id of siblingExchanges(database, asked.session.id, span).reverse()) {
      const exchange = readExchange(database, id);
      const protocol = exchange === undefined ? null : findCallProtocol(exchange);
      if (exchange === undefined || protocol === null) continue;
      if (continuableAnswer(protocol, exchange)?.id === answer) return exchange;
    }
    return undefined;
  };

  const keep = (exchange: string, history: History | UnknownHistory): History | UnknownHistory => {
    histories.set(exchange, history);
    for (const oldest of histories.keys()) {
      if (histories.size <= keptHistories) break;
      histories.delete(oldest);
    }
    return history;
  };

  /** The history as far as the answer of an exchange, from the last one that is known on. */
  const historyOf = (answered: Exchange): History | UnknownHistory => {
    const path: Exchange[] = [];
    const seen = new Set<string>();
    let history: History | UnknownHistory = noHistory;
    let bytes = 0;
    for (let at: Exchange | undefined = answered; at !== undefined; ) {
      const known = histories.get(at.id);
      if (known !== undefined) {
        history = known;
        break;
      }
      // An answer's id that comes twice could lead in a circle.
      if (seen.has(at.id)) return 'missing';
      seen.add(at.id);
      bytes += at.body.length + at.responseBody.length;
      if (bytes > historyBytesMax) return 'too-large';
      path.push(at);
      const answer = continuedIn(at);
      if (answer === null) break;
      const earlier = findAnswered(answer, at);
      const why = earlier === undefined ? 'missing' : areOthers(at, earlier) && 'other-account';
      if (why) {
        history = why;
        break;
      }
      at = earlier;
    }
    for (const exchange of path.reverse()) history = keep(exchange.id, stepFrom(history, exchange));
    return history;
  };

  const historyBefore = (
    exchange: Exchange,
    request: JsonObject,
    answered: Exchange,
  ): History | UnknownHistory => {
    if (areOthers(exchange, answered)) return 'other-account';
    return isWritable(request) ? historyOf(answered) : 'too-large';
  };

  return {
    continued(exchange) {
      const protocol = findCallProtocol(exchange);
      const request = protocol === null ? null : continuedRequest(exchange);
      const answer = request === null || protocol === null ? null : continuedIn(exchange, request);
      if (request === null || protocol === null || answer === null) return null;
      const answered = findAnswered(answer, exchange);
      if (answered === undefined) return { answer, exchange: null, rebuilt: 'missing' };
      const history = historyBefore(exchange, request, answered);
      const isKnown = typeof history !== 'string';
      return {
        answer,
        exchange: answered.id,
        rebuilt: isKnown ? rebuildRequest(protocol, request, history) : history,
      };
    },
  };
}

/** null: the bytes show that it continues nothing, or not a request. */
function continuedRequest(exchange: Exchange): JsonObject | null {
  const body = decodeBody(exchange.headers, exchange.body);
  return body !== undefined && mayContinue(body) ? requestOf(exchange) : null;
}

/** The answer that an exchange's request continues; null: none. */
export function continuedIn(
  exchange: Exchange,
  request = continuedRequest(exchange),
): string | null {
  const protocol = findCallProtocol(exchange);
  return protocol === null || request === null ? null : continuedAnswer(protocol, request);
}

/** `JSON.parse` reads deeper than `JSON.stringify` writes. */
function isWritable(value: unknown): boolean {
  try {
    JSON.stringify(value);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false; // the stack is full
    throw error;
  }
}

function stepFrom(before: History | UnknownHistory, exchange: Exchange): History | UnknownHistory {
  if (typeof before === 'string') return before;
  const protocol = findCallProtocol(exchange);
  const request = requestOf(exchange);
  if (protocol === null || request === null) return 'incomplete';
  const answer = continuableAnswer(protocol, exchange)?.elements ?? null;
  const bytes = exchange.body.length + exchange.responseBody.length;
  if (answer === null) return 'incomplete';
  if (before.bytes + bytes > historyBytesMax || !isWritable([request, answer])) return 'too-large';
  return addStep(before, { exchange: exchange.id, protocol, request, answer, bytes });
}
