// Byte pair encoding in time that grows with a text's length, whatever is in it. The usual way
// looks at every pair again after each merge, so a run of one character takes time with its square.
import { toByteString } from './byte-string.ts';
import { mergeByQueue } from './merge-by-queue.ts';
import { mergeByScan, scannedBytesMax } from './merge-by-scan.ts';
import { createPairLookup } from './pair-lookup.ts';
import { noToken, type Vocabulary } from './vocabulary.ts';

/**
 * Longer pieces are cut: no text has such words, and merging one takes thirty times its length in
 * memory. What is found is still an encoding of the text; at a cut, it may be another one than the
 * shortest.
 */
const pieceBytesMax = 64 * 1024;
/**
 * Short pieces that are remembered with their tokens: a table that forgets on a clash, for text
 * without order has a new piece every few bytes. A power of two.
 */
const rememberedPieces = 1 << 17;
/** From this length on, V8 makes a part of a text as a view that keeps all of the text alive. */
const viewCharsMin = 13;
/** Longer texts are not split at once: the list of their pieces would be large. */
const splitCharsMax = 1024 * 1024;
/** What is encoded in one step at least, in characters: some milliseconds. */
const stepChars = 16 * 1024;

export interface BytePairEncoder {
  /** @returns token ids; a half of a character is encoded as U+FFFD */
  encode(text: string): number[];
  /** The same ids, a part in each step: who encodes a long text can do something else between. */
  steps(text: string): Generator<readonly number[]>;
}

/** @param splitter global: its matches are the pieces that no token crosses */
export function createBytePairEncoder(
  vocabulary: Vocabulary,
  splitter: RegExp,
  limits: { readonly pieceBytesMax: number } = { pieceBytesMax },
): BytePairEncoder {
  const lookup = createPairLookup(vocabulary);
  // A text has few distinct words: a small table finds them sooner than the whole vocabulary.
  const pieces = new Array<string | undefined>(rememberedPieces).fill(undefined);
  const tokens = new Array<number | readonly number[]>(rememberedPieces).fill(0);
  return {
    encode(text) {
      const ids: number[] = [];
      if (text.length > splitCharsMax) {
        for (const [piece] of text.matchAll(splitter)) encodePiece(piece, ids);
      } else {
        for (const piece of text.match(splitter) ?? []) encodePiece(piece, ids);
      }
      return ids;
    },
    *steps(text) {
      let ids: number[] = [];
      let chars = 0;
      for (const [piece] of text.matchAll(splitter)) {
        for (const part of parts(piece)) {
          if (part === piece) encodePiece(piece, ids);
          else encodeBytes(part, ids);
          chars += part.length;
          if (chars < stepChars) continue;
          yield ids;
          ids = [];
          chars = 0;
        }
      }
      yield ids;
    },
  };

  function encodePiece(piece: string, ids: number[]): void {
    if (piece.length > scannedBytesMax) {
      encodeBytes(toByteString(piece), ids);
      return;
    }
    const place = placeOf(piece);
    let known = tokens[place] as number | readonly number[];
    if (pieces[place] !== piece) {
      const found: number[] = [];
      encodeBytes(toByteString(piece), found);
      known = found.length === 1 ? (found[0] as number) : found;
      pieces[place] = piece.length < viewCharsMin ? piece : ownCopy(piece);
      tokens[place] = known;
    }
    if (typeof known === 'number') ids.push(known);
    else for (const id of known) ids.push(id);
  }

  function encodeBytes(bytes: string, ids: number[]): void {
    const whole = lookup.idOf(bytes);
    if (whole !== noToken) ids.push(whole);
    else if (bytes.length > limits.pieceBytesMax) {
      for (const part of cut(bytes)) encodeBytes(part, ids);
    } else if (bytes.length > scannedBytesMax) mergeByQueue(bytes, lookup, ids);
    else mergeByScan(bytes, lookup, ids);
  }

  /** A long piece as bytes that are encoded one after the other. */
  function parts(piece: string): Iterable<string> {
    const bytes = piece.length > scannedBytesMax ? toByteString(piece) : piece;
    return bytes.length > limits.pieceBytesMax ? cut(bytes) : [piece];
  }

  function* cut(bytes: string): Generator<string> {
    for (let at = 0; at < bytes.length; at += limits.pieceBytesMax) {
      yield bytes.slice(at, at + limits.pieceBytesMax);
    }
  }
}

/** Where a piece is remembered: the same place for the same text. */
function placeOf(piece: string): number {
  let hash = piece.length;
  for (let at = 0; at < piece.length; at++)
    hash = Math.imul(hash, 0x01000193) ^ piece.charCodeAt(at);
  return (Math.imul(hash, 0x9e3779b1) >>> 15) & (rememberedPieces - 1);
}

/** The same text, without the text that it was cut from. */
function ownCopy(piece: string): string {
  return Buffer.from(piece, 'utf16le').toString('utf16le');
}
