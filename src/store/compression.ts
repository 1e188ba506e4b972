// How bodies are kept in the database: one zstd frame each.
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { HarnessError } from '../lib/harness-error.ts';

/** The smallest piece that zlib takes. */
const chunkBytesMin = 64;
/** No body that is let through is larger: a damaged length asks for no more memory than this. */
export const unpackedBytesMax = 1024 * 1024 * 1024;

/**
 * Most results are far smaller than the piece of memory that zlib would take by itself; the pieces
 * of a large one would be most of the cost.
 */
const packedChunkBytes = 8 * 1024;
const packedChunks = 64;

/**
 * - `best`: what is kept once and read often.
 * - `quick`: what comes in many small pieces while a stream passes. Pieces of up to 64 KB of
 *   answers were a hundredth larger and took 0.5 to 0.9 of the time, of code up to 7 % larger
 *   (measured once): zstd clears smaller tables for each.
 */
type Effort = 'best' | 'quick';

const levels = { best: constants.ZSTD_CLEVEL_DEFAULT, quick: 1 } as const;

export function pack(bytes: Uint8Array, effort: Effort = 'best'): Uint8Array {
  const params = {
    [constants.ZSTD_c_compressionLevel]: levels[effort],
    // A damaged byte is noticed, not returned as if it had been recorded.
    [constants.ZSTD_c_checksumFlag]: 1,
  };
  const chunkSize = Math.max(packedChunkBytes, Math.ceil(bytes.length / packedChunks));
  // With the length, zstd makes its tables no larger than they need to be.
  return zstdCompressSync(bytes, { chunkSize, params, pledgedSrcSize: bytes.length });
}

/**
 * The bytes of a compressed column, whose length is known: one buffer of that size does, where many
 * small ones would be most of the cost. Throws HarnessError `database` when they are damaged.
 * @param what it is, for the error
 */
export function unpack(data: Uint8Array, length: number, what: string): Uint8Array {
  if (length === 0) return new Uint8Array(0);
  try {
    const bytes = zstdDecompressSync(data, {
      maxOutputLength: Math.min(length, unpackedBytesMax),
      chunkSize: Math.min(Math.max(length, chunkBytesMin), unpackedBytesMax),
    });
    if (bytes.length === length) return bytes;
  } catch (error) {
    throw damaged(`${what} cannot be decompressed`, error);
  }
  throw damaged(`${what} does not have its length`);
}

const hint = 'It is lost; other exchanges can still be read';

/** What to throw for a part of the database that cannot be read back. */
export function damaged(what: string, cause?: unknown): HarnessError {
  return new HarnessError('database', what, hint, cause);
}

/** What `damaged` has made: one exchange cannot be read, others can. */
export function isDamage(error: unknown): error is HarnessError {
  return error instanceof HarnessError && error.hint === hint;
}
