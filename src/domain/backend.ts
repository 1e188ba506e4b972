// A backend as the gateway and the runner see it: a request goes out, a stream comes back.
import type { HeaderList } from '../lib/header-list.ts';

export interface BackendRequest {
  /** The exact JSON bytes of the Responses request. */
  readonly body: Uint8Array;
  /** What the translator adds (`session-id`, ...); credentials are the backend's own business. */
  readonly headers: HeaderList;
  /**
   * The client's connection, aborted when it has closed: requests of different ones share none
   * upstream. Absent: the request may share one with any other.
   */
  readonly connection?: AbortSignal | undefined;
}

/** Times are ms since the request was flushed, on the backend's own clock (real or virtual). */
export interface TimedChunk {
  readonly bytes: Uint8Array;
  readonly elapsedMs: number;
  /** Sizes of the pieces, where the bytes came in several at that moment. */
  readonly sizes?: readonly number[];
}

export interface BackendResponse {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: AsyncIterable<TimedChunk>;
}

/** A request as it is sent, for the recording: credentials redacted. */
export interface SentRequest {
  readonly method: string;
  /** Path with query. */
  readonly target: string;
  /** All request headers in the order in which they are sent. */
  readonly headers: HeaderList;
}

/** Anything that answers a Responses request: the simulator, a live API, a recording. */
export interface Backend {
  readonly name: string;
  /** The service that it is taken for: what a translation must heed; absent: its name says it. */
  readonly service?: string;
  /** The label that every number obtained from it carries. */
  readonly label: 'simulated' | 'measured';
  /** Whose caches and reasoning these are: a stable text, never a credential. */
  readonly account: string;
  /** What `send` would put on the wire. Pure: a request is recorded before it is sent. */
  describe(request: BackendRequest): SentRequest;
  /** Throws HarnessError `upstream` when there is no response at all. HTTP errors are responses. */
  send(request: BackendRequest, signal?: AbortSignal): Promise<BackendResponse>;
  close(): Promise<void>;
}
