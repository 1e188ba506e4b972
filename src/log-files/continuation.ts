// Where an import ended in a file that grows, as text for the database: the place, what was known
// there, and a hash of what is before it, by which a file that was truncated or written again is
// noticed.
import { open } from 'node:fs/promises';
import { isJsonObject, type JsonValue, parseJson } from '../lib/json.ts';
import { sha256 } from '../lib/sha256.ts';
import { type Continuation, canContinue } from './record-reader.ts';

/** Bytes that are hashed: the first ones, which name the session, and the last before the place. */
const hashedAtStart = 1024;
const hashedAtEnd = 4096;
/** Bytes. What is known may hold a long user turn; beyond this nothing is kept. */
const placeBytesMax = 1024 * 1024;

/** @returns null: the place is not kept, and the file is read from its start next time */
export async function toContinuationText(
  path: string,
  place: Continuation | null,
): Promise<string | null> {
  if (place === null) return null;
  const text = JSON.stringify({ ...place, hash: await hashBefore(path, place.bytes) });
  return text.length > placeBytesMax ? null : text;
}

/**
 * @param text as it was kept
 * @returns null: there is none, it is of another version, or what is before it is not the same
 */
export async function fromContinuationText(
  path: string,
  text: string | null,
): Promise<Continuation | null> {
  const kept = text === null ? undefined : parseJson(text);
  if (!isJsonObject(kept)) return null;
  // Written by `toContinuationText`, by this version or another one.
  const place = kept as unknown as Continuation & { readonly hash: JsonValue };
  const { bytes, lines, format, version, state, hash } = place;
  if (!canContinue(place)) return null;
  return hash === (await hashBefore(path, bytes)) ? { bytes, lines, format, version, state } : null;
}

/** Bytes that `hashBefore` reads. */
export const hashedBytesMax = hashedAtStart + hashedAtEnd;

async function hashBefore(path: string, bytes: number): Promise<string> {
  const file = await open(path, 'r');
  try {
    const read = async (from: number, length: number): Promise<string> => {
      const buffer = Buffer.alloc(length);
      const { bytesRead } = await file.read(buffer, 0, length, from);
      return buffer.subarray(0, bytesRead).toString('latin1');
    };
    const start = await read(0, Math.min(hashedAtStart, bytes));
    const from = Math.max(0, bytes - hashedAtEnd);
    const end = await read(from, bytes - from);
    return sha256(`${start.length} ${start}${end}`);
  } finally {
    await file.close();
  }
}
