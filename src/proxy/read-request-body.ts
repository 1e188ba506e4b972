// A request's body in memory, up to a limit.
import type { IncomingMessage } from 'node:http';
import { findHeader, type HeaderList } from '../lib/header-list.ts';

export type RequestBody =
  | { readonly type: 'whole'; readonly bytes: Uint8Array }
  | { readonly type: 'too-large' }
  | { readonly type: 'aborted' };

/**
 * Buffers a request's body. Stops at the limit, by its declared length already where it can; is
 * done when as much has come as was declared, a moment before Node says that the request has ended.
 */
export function readRequestBody(
  request: IncomingMessage,
  headers: HeaderList,
  bytesMax: number,
): Promise<RequestBody> {
  const declared = findHeader(headers, 'content-length');
  const length = declared === undefined ? undefined : Number(declared);
  if (length !== undefined && length > bytesMax) return Promise.resolve({ type: 'too-large' });
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let total = 0;
    const done = (): void => {
      const [only] = parts;
      const bytes = parts.length === 1 && only ? only : Buffer.concat(parts, total);
      parts.length = 0;
      resolve({ type: 'whole', bytes }); // the first time
    };
    request.on('data', (part: Buffer) => {
      total += part.length;
      if (total > bytesMax) {
        parts.length = 0;
        request.removeAllListeners('data');
        resolve({ type: 'too-large' });
        return;
      }
      parts.push(part);
      if (total === length) done();
    });
    request.on('end', done);
    request.on('error', () => resolve({ type: 'aborted' }));
    request.on('close', () => resolve({ type: 'aborted' }));
  });
}
