// Both directions of a connection are read in the order in which their bytes arrived. Inflating
// takes its time and each direction has its own inflater: without an order, a client's next request
// could be read before the answer that it continues from, and its history would be missing.
import type { FrameReader } from './read-frames.ts';

export interface FrameOrder {
  /** @param elapsedMs when the bytes arrived */
  feed(reader: Pick<FrameReader, 'feed'>, bytes: Uint8Array, elapsedMs: number): void;
  /** Resolves when all that was fed has been read. */
  settled(): Promise<void>;
}

export function createFrameOrder(): FrameOrder {
  let last: Promise<void> = Promise.resolve();
  return {
    feed(reader, bytes, elapsedMs) {
      // A copy: the receiver unmasks in place, and these bytes are on their way to a socket.
      const copy = Buffer.from(bytes);
      last = last.then(() => reader.feed(copy, elapsedMs));
    },
    settled: () => last,
  };
}
