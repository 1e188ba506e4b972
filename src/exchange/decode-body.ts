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
  const decoded = tryDecodeBody(headers, body, bytesMax);
  return typeof decoded === 'string' ? undefined : decoded;
}

/** As `decodeBody`, and why there is no body. */
export function tryDecodeBody(
  headers: HeaderList,
  body: Uint8Array,
  bytesMax: number,
): Uint8Array | 'too-large' | 'undecodable' {
  const encodings = (findHeader(headers, 'content-encoding') ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '' && name !== 'identity');
  let bytes = body;
  try {
    // The last one named was applied last.
    for (const encoding of encodings.reverse()) bytes = decodeOne(encoding, bytes, bytesMax);
    return bytes;
  } catch (error) {
    return (error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE'
      ? 'too-large'
      : 'undecodable';
  }
}

const zstdMagic = Buffer.of(0x28, 0xb5, 0x2f, 0xfd);

/**
 * All frames of a zstd body (RFC 8878 section 3.1): Node decodes the first alone, and does not say
 * how long it was. Where the others begin is found by their magic number.
 * @throws Error for a first frame that is damaged, or more than `maxOutputLength`
 */
export function decodeZstd(bytes: Uint8Array, maxOutputLength: number): Uint8Array {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const options = { finishFlush: constants.ZSTD_e_flush };
  const frames = [zstdDecompressSync(buffer, { ...options, maxOutputLength })];
  let length = frames[0]?.length ?? 0;
  for (let at = buffer.indexOf(zstdMagic, 4); at > 0; at = buffer.indexOf(zstdMagic, at + 4)) {
    try {
      const left = Math.max(1, maxOutputLength - length);
      const frame = zstdDecompressSync(buffer.subarray(at), { ...options, maxOutputLength: left });
      length += frame.length;
      frames.push(frame);
    } catch (error) {
      if ((error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') throw error;
      // The number was part of a frame's data.
    }
  }
  return frames.length === 1 ? (frames[0] ?? bytes) : Buffer.concat(frames, length);
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
      return decodeZstd(bytes, maxOutputLength);
    default:
      throw new RangeError(`Unknown content-encoding ${encoding}`);
  }
}
