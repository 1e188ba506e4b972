// The body of a request to the simulator, decoded, within the memory that all requests share.
import type { IncomingMessage } from 'node:http';
import { tryDecodeBody } from '../../exchange/decode-body.ts';
import type { HeaderList } from '../../lib/header-list.ts';
import type { MemoryShare } from '../../lib/memory-budget.ts';
import { readRequestBody } from '../../sockets/read-request-body.ts';

/** Largest request body, as sent and decoded: far above any context window, images included. */
const bodyBytesMax = 32 * 1024 * 1024;

const tooLarge = `Request body is over ${bodyBytesMax} bytes.`;
const undecodable = 'The request body does not match its content-encoding.';
/** What a byte of a body counts: with its text, its values and their tokens. */
export const bodyWeight = 4;

export const noRoom = 'Other requests have taken the memory that there is for bodies, try again.';

export interface BodyRefusal {
  readonly status: number;
  readonly message: string;
}

/**
 * One at a time is decoded: how large it is shows afterwards, and it may have to wait for its room.
 */
export type DecodingQueue = { last: Promise<unknown> };

/** @returns null: the client has gone */
export async function receiveBody(
  request: IncomingMessage,
  headers: HeaderList,
  share: MemoryShare,
  decoding: DecodingQueue,
): Promise<Uint8Array | BodyRefusal | null> {
  const body = await readRequestBody(request, headers, bodyBytesMax, share);
  switch (body.type) {
    case 'aborted':
      return null;
    case 'too-large':
      return { status: 413, message: tooLarge };
    case 'no-room':
      return { status: 503, message: noRoom };
    case 'whole': {
      const decoded = decoding.last.then(() => decodeWithin(headers, body.bytes, share));
      decoding.last = decoded;
      return decoded;
    }
  }
}

async function decodeWithin(
  headers: HeaderList,
  bytes: Uint8Array,
  share: MemoryShare,
): Promise<Uint8Array | BodyRefusal> {
  const decoded = tryDecodeBody(headers, bytes, bodyBytesMax);
  if (decoded === 'undecodable') return { status: 400, message: undecodable };
  if (decoded === 'too-large') return { status: 413, message: tooLarge };
  if (decoded === bytes) return decoded;
  const hasRoom = await (share.take(decoded.length) ?? true);
  return hasRoom ? decoded : { status: 503, message: noRoom };
}
