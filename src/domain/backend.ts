import type { HeaderList } from '../lib/header-list.ts';

export interface BackendRequest {
  /** The exact JSON bytes of the Responses request. */
  readonly body: Uint8Array;
  /** What the translator adds (`session-id`, ...); credentials are the backend's own business. */
  readonly headers: HeaderList;
}

/** Times are ms since the request was flushed, on the backend's own clock (real or virtual). */
export interface TimedChunk {
  readonly bytes: Uint8Array;
  readonly elapsedMs: number;
}

export interface BackendResponse {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: AsyncIterable<TimedChunk>;
  /**
   * The request headers as sent, in order, credentials redacted, for the recording; and the path.
   */
  readonly sent: { readonly method: string; readonly target: string; readonly headers: HeaderList };
}

/** Anything that answers a Responses request: the simulator, a live API, a recording. */
export interface Backend {
  readonly name: string;
  /** The label that every number obtained from it carries. */
  readonly label: 'simulated' | 'measured';
  /** Throws HarnessError `upstream` when there is no response at all. HTTP errors are responses. */
  send(request: BackendRequest, signal?: AbortSignal): Promise<BackendResponse>;
  close(): Promise<void>;
}
