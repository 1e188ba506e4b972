// Bodies are stored as they were sent, compressed or not; everything that reads them decodes first.
import {
  brotliDecompressSync,
  constants,
  gunzipSync,
  inflateSync,
  zstdDecompressSync,
} from 'node:zlib';
import { findHeader, type HeaderList } from '../lib/header-list.ts';

/** Largest decoded body: a compressed bomb stops here. */
export const decodedBytesMax = 256 * 1024 * 1024;

/**
 * A body without its `content-encoding`; a body that was cut off gives what can be decoded.
 * @param bytesMax of the decoded body
 * @returns undefined when the encoding is unknown, the bytes are damaged or too large
 */
export function decodeBody(
  headers: HeaderList,
  body: Uint8Array,
  bytesMax = decodedBytesMax,
): Uint8Array | undefined {
  const encodings = (findHeader(headers, 'content-encoding') ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '' && name !== 'identity');
  let bytes = body;
  try {
    // The last one named was applied last.
    for (const encoding of encodings.reverse()) bytes = decodeOne(encoding, bytes, bytesMax);
    return bytes;
  } catch {
    return undefined;
  }
}

function decodeOne(encoding: string, bytes: Uint8Array, maxOutputLength: number): Uint8Array {
  if (bytes.length === 0) return bytes;
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return gunzipSync(bytes, { maxOutputLength, finishFlush: constants.Z_SYNC_FLUSH });
    case 'deflate':
      return inflateSync(bytes, { maxOutputLength, finishFlush: constants.Z_SYNC_FLUSH });
    case 'br':
      return brotliDecompressSync(bytes, {
        maxOutputLength,
        finishFlush: constants.BROTLI_OPERATION_FLUSH,
      });
    case 'zstd':
      return zstdDecompressSync(bytes, { maxOutputLength, finishFlush: constants.ZSTD_e_flush });
    default:
      throw new RangeError(`Unknown content-encoding ${encoding}`);
  }
}
