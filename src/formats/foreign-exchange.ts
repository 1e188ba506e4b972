// What other recorders know of an exchange, as one of ours: no header order beyond their own, no
// chunk times, so a response is one chunk at its end. What a source does not say is null, never
// zero.
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
  /** Kind of the subagent that sent it, where the source keeps no headers that tell. */
  readonly agentKind?: string | undefined;
  readonly body: Uint8Array;
  /** Wall clock, ms since 1970; null: the source does not say. */
  readonly startedAtMs: number | null;
  /** null: it was never answered. */
  readonly response: {
    readonly status: number;
    readonly headers: HeaderList;
    readonly body: Uint8Array;
    /** Since the start: status and headers; null: not known. */
    readonly headElapsedMs: number | null;
    /** Since the start, when it was whole; null: not known. */
    readonly elapsedMs: number | null;
  } | null;
}

type DatedExchange = ForeignExchange & { readonly startedAtMs: number };

/** Of one that does not say when it began; `problemOf` refuses it. */
const noDate = Number.NaN;

/**
 * The exchanges of one file. Those of clients that name no session are told apart by their history.
 * @param key fingerprint key of the database that gets them
 */
export function toExchanges(foreign: readonly ForeignExchange[], key: Uint8Array): Exchange[] {
  const prefixes = createSharedPrefixes();
  return foreign.map((exchange) =>
    toExchange({ ...exchange, startedAtMs: exchange.startedAtMs ?? noDate }, key, prefixes),
  );
}

/**
 * Secrets are replaced again, whatever the other recorder left. The id comes from the content, so
 * that importing a file twice adds nothing.
 */
function toExchange(foreign: DatedExchange, key: Uint8Array, prefixes: SharedPrefixes): Exchange {
  const { foreignId = '', method, body, startedAtMs, response } = foreign;
  const target = targetOf(foreign.url);
  const digest = sha256(`${foreignId} ${method} ${target} ${startedAtMs} ${sha256(body)}`);
  const id = `x_${digest.slice(0, 32)}`;
  const { headers, agentKind } = foreign;
  const evidence = { method, target, headers, agentKind, body, side: 'client' as const };
  const responseBody = response?.body ?? new Uint8Array(0);
  const elapsedMs = response?.elapsedMs ?? null;
  return {
    id,
    seq: 0,
    session: identifySession(evidence, id, prefixes),
    method,
    target: redactTarget(target, key),
    headers: redactHeaders(headers, key),
    body,
    startedAtMs,
    linkedTo: null,
    flushedElapsedMs: null,
    response: response && {
      status: response.status,
      statusText: '',
      headers: redactHeaders(response.headers, key),
      elapsedMs: response.headElapsedMs,
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
