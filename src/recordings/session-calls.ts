// Recorded sessions as the calls that `explain` and `compare` read.
import type { Database } from 'better-sqlite3';
import type { Exchange } from '../domain/exchange.ts';
import type { SessionDescriptor } from '../domain/session.ts';
import { decodeBody } from '../exchange/decode-body.ts';
import { findCallProtocol } from '../exchange/identify-protocol.ts';
import { exchangeCall } from '../explain/exchange-call.ts';
import type { CacheRuleSet } from '../explain/explain-session.ts';
import type { ContinuedRequest, SessionCall } from '../explain/session-call.ts';
import { isJsonObject, type JsonObject, parseJson } from '../lib/json.ts';
import { readExchange, readSessionExchanges } from '../store/exchanges.ts';
import { listScope, type ScopeEntry } from './list-scope.ts';
import { type ContinuedCall, createThreads, rebuiltBody } from './threads.ts';
import { upstreamSession } from './upstream-session.ts';

function bodyOf({ headers, body }: Exchange): Uint8Array {
  return decodeBody(headers, body) ?? new Uint8Array();
}

function requestOf(database: Database, id: string): JsonObject {
  const exchange = readExchange(database, id);
  const value = exchange && parseJson(new TextDecoder().decode(bodyOf(exchange)));
  return isJsonObject(value) ? value : {};
}

/** The newest body is asked for often, the one before it at a break. */
const keptBodies = 2;

/**
 * Bodies of a database, read again when they are asked for: a session's may not fit into memory.
 * Requests as they were sent, and those that continue an answer with their history.
 */
function createBodies(database: Database) {
  const kept = new Map<string, Uint8Array>();
  const keep = (key: string, bytes: Uint8Array): Uint8Array => {
    kept.set(key, bytes);
    for (const oldest of kept.keys()) {
      if (kept.size <= keptBodies) break;
      kept.delete(oldest);
    }
    return bytes;
  };
  const read = (key: string, make: (exchange: Exchange) => Uint8Array, id = key): Uint8Array => {
    const known = kept.get(key);
    if (known !== undefined) return known;
    const exchange = readExchange(database, id);
    return keep(key, exchange === undefined ? new Uint8Array() : make(exchange));
  };
  const threads = createThreads(database);
  return {
    keep,
    threads,
    sent: (id: string): Uint8Array => read(id, bodyOf),
    whole: (id: string): Uint8Array =>
      read(
        `${id} whole`,
        (exchange) => {
          const rebuilt = threads.continued(exchange)?.rebuilt;
          return typeof rebuilt === 'object' ? rebuiltBody(rebuilt) : bodyOf(exchange);
        },
        id,
      ),
  };
}

type Bodies = ReturnType<typeof createBodies>;

/** Histories are put together again when a break asks for a place: none is kept with its call. */
function continuedRequest(
  database: Database,
  id: string,
  { rebuilt }: ContinuedCall,
  { sent, threads }: Bodies,
): ContinuedRequest {
  return {
    unknown: typeof rebuilt === 'string' ? rebuilt : null,
    placeOf(pointer) {
      const exchange = readExchange(database, id);
      const again = exchange && threads.continued(exchange)?.rebuilt;
      const place = typeof again === 'object' ? again.placeOf(pointer) : null;
      const from = place?.exchange ?? id;
      const seq = readExchange(database, from)?.seq ?? 0;
      return {
        call: from === id ? null : { seq, id: from },
        part: place?.part ?? 'request',
        pointer: place?.pointer ?? pointer,
        body: () => sent(from),
      };
    },
  };
}

/** null: no model call. */
function callOf(database: Database, exchange: Exchange, bodies: Bodies): SessionCall | null {
  const protocol = findCallProtocol(exchange);
  if (protocol === null) return null;
  const { id, linkedTo } = exchange;
  bodies.keep(id, bodyOf(exchange));
  const continued = bodies.threads.continued(exchange);
  return {
    ...exchangeCall(exchange, protocol),
    body: () => (continued === null ? bodies.sent(id) : bodies.whole(id)),
    source: linkedTo === null ? null : () => requestOf(database, linkedTo),
    ...(continued !== null && { continued: continuedRequest(database, id, continued, bodies) }),
  };
}

/** The model calls of a session in their order. */
export function* readSessionCalls(database: Database, session: string): Generator<SessionCall> {
  const bodies = createBodies(database);
  for (const exchange of readSessionExchanges(database, session)) {
    const call = callOf(database, exchange, bodies);
    if (call !== null) yield call;
  }
}

/**
 * The calls of a session, and among them in order of time those of other sessions of the same
 * client, side and credential: subagents, what ran beside it or shortly before. They fill the same
 * caches.
 */
export function readScopeCalls(database: Database, session: string): Generator<SessionCall> {
  return readCalls(database, listScope(database, session));
}

/** Some calls of a session's scope, each read when it is asked for. */
export function* readCalls(
  database: Database,
  entries: Iterable<ScopeEntry>,
): Generator<SessionCall> {
  const bodies = createBodies(database);
  for (const { id, otherSession } of entries) {
    const exchange = readExchange(database, id);
    const call = exchange === undefined ? null : callOf(database, exchange, bodies);
    if (call !== null) yield { ...call, otherSession };
  }
}

/**
 * The cache that a session met. What a gateway translated is in its upstream's cache, not in
 * Anthropic's.
 */
export function sessionRuleSet(
  database: Database,
  { id, side }: Pick<SessionDescriptor, 'id' | 'side'>,
): CacheRuleSet {
  return side === 'client' && upstreamSession(database, id) !== null ? 'blocks' : 'profile';
}
