// The events of a response stream by the chunk that completed them.
import type { ReceivedResponse } from '../domain/exchange.ts';
import { findHeader } from '../lib/header-list.ts';
import { createSseDecoder } from '../wire/sse.ts';
import { decodeBody } from './decode-body.ts';
import { isEventStream } from './is-event-stream.ts';
import { type StreamEvent, toStreamEvent } from './stream-event.ts';

export interface ChunkEvents {
  /** null: not known. */
  readonly elapsedMs: number | null;
  /** On the wire. */
  readonly bytes: number;
  /** Events that it completed. */
  readonly events: readonly StreamEvent[];
}

/** Every chunk in order; without events where the response is not a stream of them. */
export function* chunkEvents({
  response,
  responseBody,
  chunks,
}: Pick<ReceivedResponse, 'response' | 'responseBody' | 'chunks'>): Generator<ChunkEvents> {
  const isStream = response !== null && isEventStream(response.headers, responseBody);
  // Compressed streams: a chunk's plain text is what the body up to it decodes to beyond the last.
  const compressed =
    response !== null && findHeader(response.headers, 'content-encoding') !== undefined;
  const decoder = createSseDecoder();
  let decodedLength = 0;
  let isReadable = isStream;
  for (const { offset, length, elapsedMs } of chunks) {
    let bytes = responseBody.subarray(offset, offset + length);
    if (isReadable && compressed) {
      const whole = decodeBody(response.headers, responseBody.subarray(0, offset + length));
      if (whole === undefined) isReadable = false;
      else {
        bytes = whole.subarray(decodedLength);
        decodedLength = whole.length;
      }
    }
    const events = isReadable ? decoder.feed(bytes).map(toStreamEvent) : [];
    yield { elapsedMs, bytes: length, events };
  }
}
