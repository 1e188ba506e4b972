// Server-sent events: bytes or text in, events out, and back. Never touches a socket.
import { createParser } from 'eventsource-parser';
import { parseJson } from '../lib/json.ts';

export interface SseEvent {
  /** undefined: the stream names none (the payload's own `type` then says what it is). */
  readonly event: string | undefined;
  readonly data: string;
}

/** Longest event that is kept, in characters: a bound, far above any real event. */
const sseEventCharsMax = 16 * 1024 * 1024;

export interface SseDecoder {
  /** Events that this piece completes. Pieces may split anywhere, inside a character too. */
  feed(bytes: Uint8Array): SseEvent[];
  /**
   * Events that are complete at the end of the stream. One without its blank line counts if its
   * data is whole JSON: some servers end so. An incomplete one is dropped.
   */
  end(): SseEvent[];
}

/** Incremental decoder over bytes. */
export function createSseDecoder(): SseDecoder {
  const text = new TextDecoder('utf-8');
  let ready: SseEvent[] = [];
  const parser = createParser({
    maxBufferSize: sseEventCharsMax,
    onEvent: ({ event, data }) => ready.push({ event, data }),
  });
  const take = (): SseEvent[] => {
    const taken = ready;
    ready = [];
    return taken;
  };
  return {
    feed(bytes) {
      parser.feed(text.decode(bytes, { stream: true }));
      return take();
    },
    end() {
      parser.feed(text.decode());
      const complete = take();
      parser.feed('\n\n');
      return [...complete, ...take().filter(({ data }) => parseJson(data) !== undefined)];
    },
  };
}

/** All complete events of a whole body. */
export function parseSse(body: string | Uint8Array): SseEvent[] {
  const decoder = createSseDecoder();
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  return [...decoder.feed(bytes), ...decoder.end()];
}

/** One event as text, with its terminating blank line. `data` must hold no line break. */
export function renderSse(event: string | undefined, data: string): string {
  return `${event === undefined ? '' : `event: ${event}\n`}data: ${data}\n\n`;
}
