// Which token two neighbouring tokens make together.
import type { Vocabulary } from './vocabulary.ts';

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

export function createPairLookup(ids: Vocabulary): PairLookup {
  const byteIds = new Int32Array(256).fill(noToken);
  const pairIds = new Int32Array(256 * 256).fill(noToken);
  let bytesMax = 0;
  ids.forEach((id, bytes) => {
    const { length } = bytes;
    if (length > bytesMax) bytesMax = length;
    if (length === 1) byteIds[bytes.charCodeAt(0)] = id;
    else if (length === 2) pairIds[(bytes.charCodeAt(0) << 8) | bytes.charCodeAt(1)] = id;
  });
  // Repeated text asks for the same pairs again and again: a table that forgets on a clash.
  const lefts = new Int32Array(remembered).fill(-1);
  const rights = new Int32Array(remembered);
  const results = new Int32Array(remembered);
  return {
    idOf: (bytes) => ids.get(bytes),
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
        results[place] = ids.get(bytes.slice(start, end)) ?? noToken;
      }
      return results[place] as number;
    },
  };
}
