// What other recorders know of an exchange, as one of ours: no header order beyond their own, no
// chunk times, so a response is one chunk at its end.
import type { Exchange } from '../domain/exchange.ts';
import { identifySession } from '../exchange/identify-session.ts';
import { redactHeaders } from '../exchange/redact-headers.ts';
import { redactTarget } from '../exchange/redact-target.ts';
import { createSharedPrefixes, type SharedPrefixes } from '../exchange/shared-prefixes.ts';
import type { HeaderList } from '../lib/header-list.ts';
import { sha256 } from '../lib/sha256.ts';

export interface ForeignExchange {
  /** The other recorder's own id, where it has one: two equal requests may share a time. */
  readonly foreignId?: string;
  readonly method: string;
  /** Absolute, or a path with query. */
  readonly url: string;
  readonly headers: HeaderList;
  readonly body: Uint8Array;
  /** Wall clock, ms since 1970. */
  readonly startedAtMs: number;
  /** null: it was never answered. */
  readonly response: {
    readonly status: number;
    readonly headers: HeaderList;
    readonly body: Uint8Array;
    /** Since the start: status and headers. Default: as the whole. */
    readonly headElapsedMs?: number;
    /** Since the start, when it was whole. */
    readonly elapsedMs: number;
  } | null;
}

/**
 * The exchanges of one file. Those of clients that name no session are told apart by their history.
 * @param key fingerprint key of the database that gets them
 */
export function toExchanges(foreign: readonly ForeignExchange[], key: Uint8Array): Exchange[] {
  const prefixes = createSharedPrefixes();
  return foreign.map((exchange) => toExchange(exchange, key, prefixes));
}

/**
 * Secrets are replaced again, whatever the other recorder left. The id comes from the content, so
 * that importing a file twice adds nothing.
 */
function toExchange(foreign: ForeignExchange, key: Uint8Array, prefixes: SharedPrefixes): Exchange {
  const { foreignId = '', method, body, startedAtMs, response } = foreign;
  const target = targetOf(foreign.url);
  const digest = sha256(`${foreignId} ${method} ${target} ${startedAtMs} ${sha256(body)}`);
  const id = `x_${digest.slice(0, 32)}`;
  const evidence = { method, target, headers: foreign.headers, body, side: 'client' as const };
  const responseBody = response?.body ?? new Uint8Array(0);
  const elapsedMs = response?.elapsedMs ?? 0;
  return {
    id,
    seq: 0,
    session: identifySession(evidence, id, prefixes),
    method,
    target: redactTarget(target, key),
    headers: redactHeaders(foreign.headers, key),
    body,
    startedAtMs,
    linkedTo: null,
    flushedElapsedMs: null,
    response: response && {
      status: response.status,
      statusText: '',
      headers: redactHeaders(response.headers, key),
      elapsedMs: Math.min(response.headElapsedMs ?? elapsedMs, elapsedMs),
    },
    responseBody,
    chunks: responseBody.length > 0 ? [{ offset: 0, length: responseBody.length, elapsedMs }] : [],
    end: {
      outcome: response === null ? 'upstream-failed' : 'complete',
      error: response === null ? 'imported without a response' : null,
      trailers: [],
      elapsedMs,
    },
  };
}

function targetOf(url: string): string {
  if (!URL.canParse(url)) return url.startsWith('/') ? url : `/${url}`;
  const { pathname, search } = new URL(url);
  return pathname + search;
}
