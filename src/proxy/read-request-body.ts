import type { IncomingMessage } from 'node:http';

export type RequestBody =
  | { readonly type: 'whole'; readonly bytes: Uint8Array }
  | { readonly type: 'too-large' }
  | { readonly type: 'aborted' };

/** Buffers a request's body. Stops at the limit, by its declared length already where it can. */
export function readRequestBody(request: IncomingMessage, bytesMax: number): Promise<RequestBody> {
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) {
    return Promise.resolve({ type: 'too-large' });
  }
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let total = 0;
    request.on('data', (part: Buffer) => {
      total += part.length;
      if (total > bytesMax) {
        parts.length = 0;
        request.removeAllListeners('data');
        resolve({ type: 'too-large' });
        return;
      }
      parts.push(part);
    });
    request.on('end', () => {
      const [only] = parts;
      const bytes = parts.length === 1 && only ? only : Buffer.concat(parts, total);
      resolve({ type: 'whole', bytes });
    });
    request.on('error', () => resolve({ type: 'aborted' }));
    request.on('close', () => resolve({ type: 'aborted' }));
  });
}
