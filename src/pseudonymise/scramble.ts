// Placeholders for ids and ciphertext: same length, same alphabet, other characters.
import { createHash } from 'node:crypto';

const lower = 'abcdefghijklmnopqrstuvwxyz';
const digits = '0123456789';

/** A keyed, endless stream of bytes for one text: same salt and text, same stream. */
export function keyedBytes(salt: string, text: string): () => number {
  let counter = 0;
  let block: Uint8Array = new Uint8Array(0);
  let position = 0;
  return () => {
    if (position === block.length) {
      block = createHash('sha256').update(`${salt}\0${counter}\0${text}`).digest();
      counter++;
      position = 0;
    }
    return block[position++] ?? 0;
  };
}

/**
 * Replaces letters by letters of the same case and digits by digits, everything else stays: an id,
 * key or ciphertext of the same length and shape. Hexadecimal stays hexadecimal.
 * @param keepLength leading characters that stay (a prefix such as `call_`)
 */
export function scramble(salt: string, text: string, keepLength = 0): string {
  const next = keyedBytes(salt, text);
  const letters = /^[0-9a-fA-F:-]+$/.test(text.slice(keepLength)) ? lower.slice(0, 6) : lower;
  let out = text.slice(0, keepLength);
  for (let index = keepLength; index < text.length; index++) {
    const character = text[index] ?? '';
    if (character >= '0' && character <= '9') {
      // A leading zero or its absence is part of a number's shape.
      const first = index === keepLength && character !== '0';
      out += first ? digits[1 + (next() % 9)] : digits[next() % 10];
    } else if (character >= 'a' && character <= 'z') out += letters[next() % letters.length];
    else if (character >= 'A' && character <= 'Z') {
      out += (letters[next() % letters.length] ?? '').toUpperCase();
    } else out += character;
  }
  return out;
}
