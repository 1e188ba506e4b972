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
/** Longer texts are not split at once: the list of their pieces would be large. */
const splitCharsMax = 1024 * 1024;

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
  // A text has few distinct words: a small map finds them sooner than the whole vocabulary.
  const remembered = new Map<string, number | readonly number[]>();
  return (text) => {
    const ids: number[] = [];
    if (text.length > splitCharsMax) {
      for (const [piece] of text.matchAll(splitter)) encodePiece(piece, ids);
    } else {
      for (const piece of text.match(splitter) ?? []) encodePiece(piece, ids);
    }
    return ids;
  };

  function encodePiece(piece: string, ids: number[]): void {
    if (piece.length > scannedBytesMax) {
      encodeBytes(toByteString(piece), ids);
      return;
    }
    let known = remembered.get(piece);
    if (known === undefined) {
      const found: number[] = [];
      encodeBytes(toByteString(piece), found);
      known = found.length === 1 ? (found[0] as number) : found;
      if (remembered.size === rememberedPiecesMax) remembered.clear();
      remembered.set(piece, known);
    }
    if (typeof known === 'number') ids.push(known);
    else for (const id of known) ids.push(id);
  }

  function encodeBytes(bytes: string, ids: number[]): void {
    const whole = lookup.idOf(bytes);
    if (whole !== undefined) ids.push(whole);
    else if (bytes.length > limits.pieceBytesMax) encodeInParts(bytes, ids);
    else if (bytes.length > scannedBytesMax) mergeByQueue(bytes, lookup, ids);
    else for (const id of mergeByScan(bytes, lookup)) ids.push(id);
  }

  function encodeInParts(bytes: string, ids: number[]): void {
    for (let at = 0; at < bytes.length; at += limits.pieceBytesMax) {
      encodeBytes(bytes.slice(at, at + limits.pieceBytesMax), ids);
    }
  }
}
