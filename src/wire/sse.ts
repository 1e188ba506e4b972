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
/** Lines of an event: each is kept with many times its length. Real events have one to ten. */
const sseEventLinesMax = 20_000;

const tooLong = `an event has more than ${sseEventCharsMax} characters`;
const tooManyLines = `an event has more than ${sseEventLinesMax} lines`;

export interface SseDecoder {
  /** Events that this piece completes. Pieces may split anywhere, inside a character too. */
  feed(bytes: Uint8Array): SseEvent[];
  /**
   * Events that are complete at the end of the stream. One without its blank line counts if its
   * data is whole JSON: some servers end so. An incomplete one is dropped.
   */
  end(): SseEvent[];
  /** Why nothing more is read: an event is longer than is kept. null: it is not. */
  excess(): string | null;
}

/** Incremental decoder over bytes. */
export function createSseDecoder(): SseDecoder {
  const text = new TextDecoder('utf-8');
  let ready: SseEvent[] = [];
  /** Of the event that has not ended. */
  let lines = 0;
  let excess: string | null = null;
  const parser = createParser({
    maxBufferSize: sseEventCharsMax,
    onEvent: ({ event, data }) => ready.push({ event, data }),
    onError: ({ type }) => {
      if (type === 'max-buffer-size-exceeded') excess = tooLong;
    },
  });
  const read = (piece: string): void => {
    if (excess !== null) return;
    parser.feed(piece);
    if (ready.length > 0) lines = 0;
    else for (let at = piece.indexOf('\n'); at >= 0; at = piece.indexOf('\n', at + 1)) lines++;
    if (lines <= sseEventLinesMax || excess !== null) return;
    excess = tooManyLines;
    parser.reset();
  };
  const take = (): SseEvent[] => {
    const taken = ready;
    ready = [];
    return taken;
  };
  return {
    feed(bytes) {
      read(text.decode(bytes, { stream: true }));
      return take();
    },
    end() {
      read(text.decode());
      const complete = take();
      read('\n\n');
      return [...complete, ...take().filter(({ data }) => parseJson(data) !== undefined)];
    },
    excess: () => excess,
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
