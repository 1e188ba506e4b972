// The model that a stored request names.
import { isJsonObject, parseJson } from '../lib/json.ts';

/** Both clients write `model` first, so the start of the body is enough for them. */
const headBytes = 512;
/** Above this no body is parsed for its model's name alone. */
const parseBytesMax = 64 * 1024;

/**
 * The model that a request names; null when there is none or the body is not plain JSON. Derived:
 * kept in a column so that a list of sessions need not read every body.
 */
export function modelInBody(body: Uint8Array): string | null {
  const head = Buffer.from(body.buffer, body.byteOffset, Math.min(body.length, headBytes));
  const first = /^\s*\{\s*"model"\s*:\s*"([^"\\]{1,200})"/.exec(head.toString('utf8'))?.[1];
  if (first !== undefined) return first;
  if (body.length > parseBytesMax) return null;
  const value = parseJson(Buffer.from(body.buffer, body.byteOffset, body.length).toString('utf8'));
  if (!isJsonObject(value)) return null;
  return typeof value['model'] === 'string' ? value['model'] : null;
}
