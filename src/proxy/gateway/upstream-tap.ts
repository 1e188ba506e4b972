// The upstream side of a turn, recorded: its own exchange, linked to the client's.
import type {
  BackendRequest,
  BackendResponse,
  SentRequest,
  TimedChunk,
} from '../../domain/backend.ts';
import type { Clock } from '../../domain/clock.ts';
import type { SessionDescriptor } from '../../domain/session.ts';
import type { Sink } from '../../domain/sink.ts';
import { redactHeaders } from '../../exchange/redact-headers.ts';
import type { ClientGone } from '../client-gone.ts';

export interface UpstreamTap {
  /** The request is on its way: times of chunks count from here. */
  head(response: BackendResponse): void;
  /** Recorded piece by piece, as it came. */
  chunk(chunk: TimedChunk): void;
  complete(): void;
  /**
   * The exchange ended with an exception; the first end counts.
   * @param gone set where the client went first
   */
  failed(error: unknown, gone: ClientGone | undefined): void;
}

export interface UpstreamRecording {
  readonly sink: Sink;
  readonly clock: Clock;
  readonly fingerprintKey: Uint8Array;
  readonly newId: () => string;
  /** The upstream side of the client's session. */
  readonly session: SessionDescriptor;
  /** The client's exchange. */
  readonly linkedTo: string;
}

/** Stores the request as it will be sent; resolves when it is stored, or counted as dropped. */
export async function beginUpstream(
  recording: UpstreamRecording,
  sent: SentRequest,
  request: BackendRequest,
): Promise<UpstreamTap> {
  const { sink, clock, fingerprintKey } = recording;
  const id = recording.newId();
  const startedMs = clock.monotonicMs();
  const elapsed = (): number => clock.monotonicMs() - startedMs;
  const exchange = {
    id,
    method: sent.method,
    target: sent.target,
    headers: redactHeaders(sent.headers, fingerprintKey),
    body: request.body,
    startedAtMs: clock.nowMs(),
    linkedTo: recording.linkedTo,
  };
  await sink.begin(exchange, () => recording.session);
  const flushedMs = elapsed();
  sink.flushed(id, flushedMs);
  let hasHead = false;
  let ended = false;
  return {
    head({ status, headers }) {
      hasHead = true;
      const redacted = redactHeaders(headers, fingerprintKey);
      sink.responseHead(id, { status, statusText: '', headers: redacted, elapsedMs: elapsed() });
    },
    chunk({ bytes, elapsedMs, sizes = [bytes.length] }) {
      let offset = 0;
      for (const size of sizes) {
        sink.chunk(id, bytes.subarray(offset, offset + size), flushedMs + elapsedMs);
        offset += size;
      }
    },
    complete() {
      if (ended) return;
      ended = true;
      sink.end(id, { outcome: 'complete', error: null, trailers: [], elapsedMs: elapsed() });
    },
    failed(error, gone) {
      if (ended) return;
      ended = true;
      const broken = hasHead ? 'upstream-aborted' : 'upstream-failed';
      sink.end(id, {
        outcome: gone?.outcome ?? broken,
        error: error instanceof Error ? error.message : String(error),
        trailers: [],
        elapsedMs: elapsed(),
      });
    },
  };
}
