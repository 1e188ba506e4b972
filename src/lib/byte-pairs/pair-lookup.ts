// Which token two neighbouring tokens make together.
import { isUtf8 } from 'node:buffer';

/**
 * Every token of an encoding; its id is its place in the list, and of two merges the one that gives
 * the lower id is done first. A token is a text, or its bytes where they are not valid text; holes
 * are ids without a token.
 */
export type Vocabulary = readonly (string | readonly number[] | undefined)[];

/** No token. Higher than every id, so that the lowest of several is the merge to do. */
export const noToken = 0x7fffffff;

/**
 * Results that are remembered, by the two ids. A power of two: places are found by the low bits.
 */
const remembered = 1 << 15;

export interface PairLookup {
  /** Bytes as `toByteString` gives them. */
  idOf(bytes: string): number | undefined;
  /** @param byte 0 to 255 */
  idOfByte(byte: number): number;
  /**
   * The id of `left` and `right` in one, or `noToken`.
   * @param start where `left` begins in `bytes`
   * @param end behind `right`
   */
  merged(left: number, right: number, bytes: string, start: number, end: number): number;
}

/**
 * Finds ids by bytes. Tokens are kept as the texts that they are: to write each of them in bytes
 * would take longer than all else before the first text is encoded.
 */
function createIdLookup(vocabulary: Vocabulary) {
  const texts = new Map<string, number>();
  /** Bytes that are not valid text. */
  const others = new Map<string, number>();
  let bytesMax = 0;
  vocabulary.forEach((token, id) => {
    if (token === undefined) return;
    if (typeof token === 'string') texts.set(token, id);
    else others.set(String.fromCharCode(...token), id);
    if (token.length * utf8BytesMax > bytesMax) bytesMax = Math.max(bytesMax, sizeOf(token));
  });
  const idOf = (bytes: string): number | undefined => {
    if (isAscii(bytes)) return texts.get(bytes);
    const buffer = Buffer.from(bytes, 'latin1');
    const text = isUtf8(buffer) ? texts.get(buffer.toString('utf8')) : undefined;
    return text ?? others.get(bytes);
  };
  return { idOf, bytesMax };
}

/** Of one unit of a JavaScript string. */
const utf8BytesMax = 3;

function sizeOf(token: string | readonly number[]): number {
  return typeof token === 'string' ? Buffer.byteLength(token) : token.length;
}

function isAscii(bytes: string): boolean {
  for (let index = 0; index < bytes.length; index++) {
    if (bytes.charCodeAt(index) > 0x7f) return false;
  }
  return true;
}

export function createPairLookup(vocabulary: Vocabulary): PairLookup {
  const { idOf, bytesMax } = createIdLookup(vocabulary);
  const byteIds = Int32Array.from(
    { length: 256 },
    (_, byte) => idOf(String.fromCharCode(byte)) ?? noToken,
  );
  const pairIds = new Int32Array(256 * 256);
  for (let pair = 0; pair < pairIds.length; pair++) {
    pairIds[pair] = idOf(String.fromCharCode(pair >> 8, pair & 0xff)) ?? noToken;
  }
  // Repeated text asks for the same pairs again and again: a table that forgets on a clash.
  const lefts = new Int32Array(remembered).fill(-1);
  const rights = new Int32Array(remembered);
  const results = new Int32Array(remembered);
  return {
    idOf,
    idOfByte: (byte) => byteIds[byte] as number,
    merged(left, right, bytes, start, end) {
      if (end - start === 2) {
        return pairIds[(bytes.charCodeAt(start) << 8) | bytes.charCodeAt(start + 1)] as number;
      }
      if (end - start > bytesMax) return noToken;
      const place = (Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b)) >>> 17;
      if (lefts[place] !== left || rights[place] !== right) {
        lefts[place] = left;
        rights[place] = right;
        results[place] = idOf(bytes.slice(start, end)) ?? noToken;
      }
      return results[place] as number;
    },
  };
}
