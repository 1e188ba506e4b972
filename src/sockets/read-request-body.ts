// A request's body in memory, up to a limit, and within what all connections share.
import type { IncomingMessage } from 'node:http';
import { findHeader, type HeaderList } from '../lib/header-list.ts';
import { allocateBlock } from '../lib/large-block.ts';
import type { MemoryShare } from '../lib/memory-budget.ts';

export type RequestBody =
  /** Whoever has it may take the bytes away: they are a large part of what a server holds. */
  | { readonly type: 'whole'; bytes: Uint8Array }
  | { readonly type: 'too-large' }
  /** Other requests have taken all memory for too long. */
  | { readonly type: 'no-room' }
  | { readonly type: 'aborted' };

/** Of a body whose length is not known. */
const firstBytes = 64 * 1024;
/** Taken for what is only declared. */
const declaredBytesMax = 8 * 1024 * 1024;

/**
 * Buffers a request's body. Stops at the limit, by its declared length already where it can; is
 * done when as much has come as was declared, a moment before Node says that the request has ended.
 * @param share where room for it is taken: until there is some, the client is not read from
 */
export function readRequestBody(
  request: IncomingMessage,
  headers: HeaderList,
  bytesMax: number,
  share: MemoryShare,
): Promise<RequestBody> {
  const declared = findHeader(headers, 'content-length');
  const length = declared === undefined ? undefined : Number(declared);
  if (length !== undefined && length > bytesMax) return Promise.resolve({ type: 'too-large' });
  return new Promise((resolve) => {
    let bytes = new Uint8Array(0);
    let total = 0;
    const add = (part: Buffer): void => {
      if (total + part.length > bytes.length) {
        const first = Math.min(length ?? firstBytes, declaredBytesMax);
        // What was declared is likely to come, once so much has: no second copy of it is made.
        const next = bytes.length > 0 ? (length ?? 2 * bytes.length) : first;
        const room = Math.max(total + part.length, Math.min(next, bytesMax));
        const larger = allocateBlock(room);
        larger.set(bytes.subarray(0, total));
        bytes = larger;
      }
      bytes.set(part, total);
      total += part.length;
    };
    const done = (): void => {
      resolve({ type: 'whole', bytes: bytes.subarray(0, total) }); // the first time
      bytes = new Uint8Array(0);
    };
    const give = (result: RequestBody): void => {
      bytes = new Uint8Array(0);
      request.removeAllListeners('data');
      resolve(result);
    };
    request.on('data', (part: Buffer) => {
      if (total + part.length > bytesMax) {
        give({ type: 'too-large' });
        return;
      }
      const room = share.take(part.length);
      add(part); // it is in memory already
      if (room === undefined) {
        if (total === length) done();
        return;
      }
      request.pause();
      void room.then((hasRoom) => {
        if (!hasRoom) give({ type: 'no-room' });
        else if (total === length) done();
        if (hasRoom) request.resume();
      });
    });
    request.on('end', done);
    request.on('error', () => resolve({ type: 'aborted' }));
    request.on('close', () => resolve({ type: 'aborted' }));
  });
}
