// The model that a stored request names.
import { decodeBody } from '../exchange/decode-body.ts';
import type { HeaderList } from '../lib/header-list.ts';
import { isJsonObject, parseJson } from '../lib/json.ts';

/** Both clients write `model` first, so the start of the body is enough for them. */
const headBytes = 512;
/** Above this no body is parsed for its model's name alone. */
const parseBytesMax = 64 * 1024;
/** Of a compressed body: more than its first block, which is 128 KiB at most (RFC 8878). */
const packedBytesMax = 160 * 1024;
/** What these may come to: requests shrink to a fifth, a bomb is not unpacked. */
const unpackedBytesMax = 4 * 1024 * 1024;

/**
 * The model that a request names; null when there is none or the body is not JSON. Derived: kept in
 * a column so that a list of sessions need not read every body.
 * @param body as it was sent: Codex CLI compresses it
 */
export function modelInBody(headers: HeaderList, body: Uint8Array): string | null {
  const start = body.subarray(0, packedBytesMax);
  const plain = decodeBody(headers, start, unpackedBytesMax) ?? start;
  const head = Buffer.from(plain.buffer, plain.byteOffset, Math.min(plain.length, headBytes));
  const first = /^\s*\{\s*"model"\s*:\s*"([^"\\]{1,200})"/.exec(head.toString('utf8'))?.[1];
  if (first !== undefined) return first;
  if (plain.length > parseBytesMax) return null;
  const value = parseJson(
    Buffer.from(plain.buffer, plain.byteOffset, plain.length).toString('utf8'),
  );
  if (!isJsonObject(value)) return null;
  return typeof value['model'] === 'string' ? value['model'] : null;
}
