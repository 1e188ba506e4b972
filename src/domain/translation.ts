// The translator's seam, as the gateway, the runner and the fixture check see it. There is exactly
// one implementation (translate/); a third-party gateway is behind the same nouns in an A/B.

import type { HeaderList } from '../lib/header-list.ts';
import type { AnthropicErrorBody, AnthropicMessage } from '../wire/anthropic/message.ts';
import type { AnthropicRequest } from '../wire/anthropic/request.ts';
import type { ResponsesRequest } from '../wire/responses/request.ts';
import type { ResponsesUsage } from '../wire/responses/usage.ts';
import type { Loss } from './loss.ts';
import type { TranslatorOptions } from './translator-options.ts';
import type { StateWrites } from './translator-state.ts';

export interface TranslationInput {
  readonly request: AnthropicRequest;
  /** The client's request headers (session id, agent id). */
  readonly headers: HeaderList;
  readonly options: TranslatorOptions;
  /** Whose reasoning this is: reasoning never crosses accounts. Any stable text. */
  readonly account: string;
  /**
   * Which of several clients this is: any text that another one does not have, such as a hash of
   * what it authenticates with. Neither reasoning nor a cache key is shared between two. Absent:
   * there is one.
   */
  readonly caller?: string;
  /** Name of the backend, where it decides what is sent; absent: an unknown one. */
  readonly backend?: string;
  /** The model to ask for upstream; absent: the request's own, which is always echoed back. */
  readonly upstreamModel?: string;
  /**
   * Secret of the signature carrier's authentication code, at least 16 bytes as text, the same over
   * restarts. Absent: the code covers the account's name alone, which catches accidents, not
   * forgers.
   */
  readonly envelopeSecret?: string;
}

export interface RequestTranslation {
  readonly value: {
    readonly body: ResponsesRequest;
    /** Headers that the translator adds upstream, in order. */
    readonly headers: HeaderList;
  };
  readonly losses: readonly Loss[];
  /** Pins made by this request. Committed with the response's writes, once that is complete. */
  readonly writes: StateWrites;
}

/**
 * What the upstream said went wrong: in an error response, inside a stream, or by where it ended.
 */
export interface UpstreamFailure {
  /** The upstream's own code, else its type of error; null: it named neither. */
  readonly code: string | null;
  readonly message: string;
  /** HTTP status of the response, or the one that a stream's event names; null: none. */
  readonly status: number | null;
  /**
   * Seconds until another try is worth it, as header or body say; null: at most the message says.
   */
  readonly retryAfterS: number | null;
  /** The upstream's family of errors (`invalid_request_error`), where it also names a code. */
  readonly errorType?: string | null;
  /** The field of the request that it complains about. */
  readonly param?: string | null;
  /** When the limit ends, in seconds since 1970, where only that is said. */
  readonly resetsAtS?: number | null;
}

/** How a response went, once it has ended. */
export interface ResponseTranslation {
  /** The whole message; null when the response failed before it was complete. */
  readonly message: AnthropicMessage | null;
  /** null: the response was complete. */
  readonly failure: UpstreamFailure | null;
  /** The failure as the stream's last event has it. */
  readonly error: AnthropicErrorBody | null;
  /** The backend's own usage; null when it sent none. */
  readonly usage: ResponsesUsage | null;
  readonly losses: readonly Loss[];
  /** Entries for the reasoning that this response produced; empty pins. */
  readonly writes: StateWrites;
}

export type ResponseProgress =
  /** More may come. */
  | 'open'
  /** The terminal event has come: nothing after it counts. */
  | 'over'
  /** Beyond help (a runaway call): stop reading and call `end`. */
  | 'given-up';

/** Folds one upstream response. Push bytes in, take Anthropic SSE text out. */
export interface ResponseTranslator {
  /** @returns SSE text that the client gets now, possibly empty */
  feed(bytes: Uint8Array): string;
  /** How far the response is. Before it is over or given up, its end is a failure. */
  progress(): ResponseProgress;
  /** How much of the response is kept until it is whole, roughly: it never becomes less. */
  heldBytes(): number;
  /** Ends the stream: the last SSE text, and how it went. Call it once. */
  end(): { readonly text: string; readonly result: ResponseTranslation };
}
