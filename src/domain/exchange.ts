// The exchange is the noun that flows through everything: one request with its response, raw.
// Everything else (tokens, TTFT, sessions, prefix) is derived from it by pure functions. A time
// that is null is not known: the source of an import, or a trial's backend, does not say it.

import type { HeaderList } from '../lib/header-list.ts';
import type { SessionDescriptor } from './session.ts';

/** Times inside an exchange are ms (with a fraction) since its request had arrived whole. */
export type ElapsedMs = number;

/** A request as it is stored. */
export interface ExchangeRequest {
  /** `x_` + UUIDv7. */
  readonly id: string;
  readonly method: string;
  /** Path with query, verbatim. */
  readonly target: string;
  /** In order, in the sender's case, secrets already replaced by keyed fingerprints. */
  readonly headers: HeaderList;
  readonly body: Uint8Array;
  /** Wall clock, ms since 1970. */
  readonly startedAtMs: number;
  /** The exchange on the other side of a gateway that caused this one. */
  readonly linkedTo: string | null;
}

export interface ExchangeStart extends ExchangeRequest {
  readonly session: SessionDescriptor;
}

export interface ResponseHead {
  readonly status: number;
  readonly statusText: string;
  readonly headers: HeaderList;
  readonly elapsedMs: ElapsedMs | null;
}

export type ExchangeOutcome =
  | 'complete'
  | 'client-aborted'
  | 'stopped' // turntape was stopped while it was under way
  | 'upstream-aborted' // connection lost after the response had begun
  | 'upstream-failed'; // no response at all

export interface ExchangeEnd {
  readonly outcome: ExchangeOutcome;
  /** One line for the failed outcomes; null when complete. */
  readonly error: string | null;
  readonly trailers: HeaderList;
  readonly elapsedMs: ElapsedMs | null;
}

/** One data event of the HTTP parser, as a slice of the response body. */
export interface Chunk {
  readonly offset: number;
  readonly length: number;
  readonly elapsedMs: ElapsedMs | null;
}

/** What came back for a request, and when. */
export interface ReceivedResponse {
  /** When the request had been handed to the upstream's socket; null: never. */
  readonly flushedElapsedMs: ElapsedMs | null;
  readonly response: ResponseHead | null;
  readonly responseBody: Uint8Array;
  readonly chunks: readonly Chunk[];
  /** null: the recorder was killed while it ran (shown as incomplete). */
  readonly end: ExchangeEnd | null;
}

/** A recorded exchange, whole. */
export interface Exchange extends ExchangeStart, ReceivedResponse {
  /** 0-based position in its session. */
  readonly seq: number;
}

/** An exchange without the bytes of its response: what the database keeps of a trial's. */
export type ExchangeOutline = Omit<Exchange, 'responseBody' | 'chunks'>;
