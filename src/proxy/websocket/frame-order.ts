// Both directions of a connection are read in the order in which their bytes arrived. Inflating
// takes its time and each direction has its own inflater: without an order, a client's next request
// could be read before the answer that it continues from, and its history would be missing.
import type { FrameReader } from './read-frames.ts';

export interface FrameOrder {
  /**
   * @param elapsedMs when the bytes arrived
   * @returns resolves when these have been read; undefined: little waits, more may come at once
   */
  feed(
    reader: Pick<FrameReader, 'feed'>,
    bytes: Uint8Array,
    elapsedMs: number,
  ): Promise<void> | undefined;
  /** Resolves when all that was fed has been read. */
  settled(): Promise<void>;
}

/** Bytes of a connection that may wait to be read before its sockets are read no further. */
const waitingBytesMax = 1024 * 1024;

export function createFrameOrder(): FrameOrder {
  let last: Promise<void> = Promise.resolve();
  let waitingBytes = 0;
  return {
    feed(reader, bytes, elapsedMs) {
      // A copy: the receiver unmasks in place, and these bytes are on their way to a socket.
      const copy = Buffer.from(bytes);
      const { length } = copy;
      waitingBytes += length;
      last = last.then(async () => {
        await reader.feed(copy, elapsedMs);
        waitingBytes -= length;
      });
      return waitingBytes > waitingBytesMax ? last : undefined;
    },
    settled: () => last,
  };
}
