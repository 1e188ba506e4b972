// Byte pair encoding in time that grows with a text's length, whatever is in it. The usual way
// looks at every pair again after each merge, so a run of one character takes time with its square.
import { toByteString } from './byte-string.ts';
import { mergeByQueue } from './merge-by-queue.ts';
import { mergeByScan } from './merge-by-scan.ts';
import { createPairLookup, type Vocabulary } from './pair-lookup.ts';

/** Pieces of up to this many bytes are merged by scans: a queue costs more. */
const scannedBytesMax = 48;
/**
 * Longer pieces are cut: no text has such words, and merging one takes thirty times its length in
 * memory. What is found is still an encoding of the text; at a cut, it may be another one than the
 * shortest.
 */
const pieceBytesMax = 1024 * 1024;
/** Short pieces that are remembered with their tokens; then all are forgotten. */
const rememberedPiecesMax = 50_000;

/**
 * @param splitter global: its matches are the pieces that no token crosses
 * @returns encodes a text as token ids; a half of a character is encoded as U+FFFD
 */
export function createBytePairEncoder(
  vocabulary: Vocabulary,
  splitter: RegExp,
  limits: { readonly pieceBytesMax: number } = { pieceBytesMax },
): (text: string) => number[] {
  const lookup = createPairLookup(vocabulary);
  const remembered = new Map<string, readonly number[]>();
  const encodeShort = (bytes: string): readonly number[] => {
    const known = remembered.get(bytes);
    if (known !== undefined) return known;
    const ids = mergeByScan(bytes, lookup);
    if (remembered.size === rememberedPiecesMax) remembered.clear();
    remembered.set(bytes, ids);
    return ids;
  };
  return (text) => {
    const ids: number[] = [];
    for (const [piece] of text.matchAll(splitter)) encodePiece(toByteString(piece), ids);
    return ids;
  };

  function encodePiece(bytes: string, ids: number[]): void {
    const whole = lookup.idOf(bytes);
    if (whole !== undefined) ids.push(whole);
    else if (bytes.length > limits.pieceBytesMax) encodeInParts(bytes, ids);
    else if (bytes.length > scannedBytesMax) mergeByQueue(bytes, lookup, ids);
    else for (const id of encodeShort(bytes)) ids.push(id);
  }

  function encodeInParts(bytes: string, ids: number[]): void {
    for (let at = 0; at < bytes.length; at += limits.pieceBytesMax) {
      encodePiece(bytes.slice(at, at + limits.pieceBytesMax), ids);
    }
  }
}
