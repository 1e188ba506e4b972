// A sink that keeps every exchange in memory and hands it over, whole, when it ends.
import type { Chunk, Exchange, ExchangeStart, ResponseHead } from '../domain/exchange.ts';
import type { Sink } from '../domain/sink.ts';

interface Kept {
  readonly start: ExchangeStart;
  readonly chunks: Chunk[];
  readonly pieces: Uint8Array[];
  flushedElapsedMs: number | null;
  response: ResponseHead | null;
}

/** @param onEnd told of each exchange, in the order in which they end */
export function createKeepingSink(onEnd: (exchange: Exchange) => void): Sink {
  const running = new Map<string, Kept>();
  let ended = 0;
  return {
    async begin(request, identify) {
      running.set(request.id, {
        start: { ...request, session: identify() },
        ...{ chunks: [], pieces: [], flushedElapsedMs: null, response: null },
      });
      return 'stored';
    },
    flushed(id, elapsedMs) {
      const kept = running.get(id);
      if (kept !== undefined) kept.flushedElapsedMs = elapsedMs;
    },
    responseHead(id, head) {
      const kept = running.get(id);
      if (kept !== undefined) kept.response = head;
    },
    chunk(id, bytes, elapsedMs) {
      const kept = running.get(id);
      if (kept === undefined) return;
      const last = kept.chunks.at(-1);
      const offset = last === undefined ? 0 : last.offset + last.length;
      kept.chunks.push({ offset, length: bytes.length, elapsedMs });
      kept.pieces.push(bytes);
    },
    end(id, end) {
      const kept = running.get(id);
      if (kept === undefined) return;
      running.delete(id);
      const { start, pieces, ...received } = kept;
      const responseBody = Buffer.concat(pieces);
      onEnd({ ...start, ...received, responseBody, end, seq: ended++ });
    },
    drop: () => {},
    flush: async () => {},
    close: async () => {},
  };
}
