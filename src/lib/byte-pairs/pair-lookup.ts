// Which token two neighbouring tokens make together.
import { noToken, type Vocabulary } from './vocabulary.ts';

/**
 * Results that are remembered, by the two ids. A power of two: places are found by the low bits.
 */
const remembered = 1 << 15;

export interface PairLookup {
  /** The id of a whole text, or `noToken`. @param bytes as `toByteString` gives them */
  idOf(bytes: string): number;
  /** @param byte 0 to 255 */
  idOfByte(byte: number): number;
  /**
   * The id of `left` and `right` in one, or `noToken`.
   * @param start where `left` begins in `bytes`
   * @param end behind `right`
   */
  merged(left: number, right: number, bytes: string, start: number, end: number): number;
}

export function createPairLookup({ find, bytesMax }: Vocabulary): PairLookup {
  const byteIds = new Int32Array(256);
  for (let byte = 0; byte < byteIds.length; byte++) {
    byteIds[byte] = find(String.fromCharCode(byte), 0, 1);
  }
  const pairIds = new Int32Array(256 * 256);
  for (let pair = 0; pair < pairIds.length; pair++) {
    pairIds[pair] = find(String.fromCharCode(pair >> 8, pair & 0xff), 0, 2);
  }
  // Repeated text asks for the same pairs again and again: a table that forgets on a clash.
  const lefts = new Int32Array(remembered).fill(-1);
  const rights = new Int32Array(remembered);
  const results = new Int32Array(remembered);
  return {
    idOf: (bytes) => find(bytes, 0, bytes.length),
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
        results[place] = find(bytes, start, end);
      }
      return results[place] as number;
    },
  };
}
