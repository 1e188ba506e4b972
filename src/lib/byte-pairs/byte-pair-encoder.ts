// Byte pair encoding in time that grows with a text's length, whatever is in it. The usual way
// looks at every pair again after each merge, so a run of one character takes time with its square.
import { createPieceEncoder } from './piece-encoder.ts';
import { createPrefixTree } from './prefix-tree.ts';
import { pieceEnd } from './split-pieces.ts';
import { createTokenBorders } from './token-borders.ts';
import type { Vocabulary } from './vocabulary.ts';
import { writeUtf8 } from './write-utf8.ts';

/**
 * Longer pieces are cut: no text has such words, and what is needed to encode one is some ten times
 * its length. What is found is still an encoding of the text; at a cut, it may be another one than
 * merging would give.
 */
const pieceCharsMax = 1024 * 1024;
/** Of a character in UTF-16. */
const utf8BytesMax = 3;
/** What is encoded in one step at least, in characters: some milliseconds. */
const stepChars = 16 * 1024;
const stepTokensMax = 64 * 1024;

export interface BytePairEncoder {
  /** @returns token ids; a half of a character is encoded as U+FFFD */
  encode(text: string): number[];
  /** The same ids, a part in each step: who encodes a long text can do something else between. */
  steps(text: string): Generator<readonly number[]>;
}

/** For vocabularies of texts that are split as o200k splits them. */
export function createBytePairEncoder(
  vocabulary: Vocabulary,
  limits: { readonly pieceCharsMax: number } = { pieceCharsMax },
): BytePairEncoder {
  const tree = createPrefixTree(vocabulary);
  const borders = createTokenBorders(vocabulary, tree);
  const { ids } = vocabulary;
  return {
    encode(text) {
      const tokens: number[] = [];
      for (const _ of walk(text, tokens, Number.POSITIVE_INFINITY));
      return toIds(tokens);
    },
    *steps(text) {
      const tokens: number[] = [];
      for (const isSettled of walk(text, tokens, stepChars)) {
        if (isSettled) yield* inParts(tokens.splice(0));
        else yield [];
      }
      yield* inParts(tokens);
    },
  };

  /**
   * @param tokens gets them
   * @returns stops when it has read `chars` or tried as many tokens; true: what there is stays
   */
  function* walk(text: string, tokens: number[], chars: number): Generator<boolean> {
    const piece = createPieceEncoder(tree, borders);
    let bytes = new Uint8Array(utf8BytesMax * 64);
    let left = chars;
    for (let at = 0; at < text.length; ) {
      const end = pieceEnd(text, at);
      while (at < end) {
        const partEnd = end - at > limits.pieceCharsMax ? cutAt(text, at) : end;
        const bytesMax = utf8BytesMax * (partEnd - at);
        if (bytes.length < bytesMax) bytes = new Uint8Array(bytesMax);
        piece.begin(bytes, writeUtf8(text, at, partEnd, bytes), tokens);
        while (!piece.go(chars)) yield false;
        left -= partEnd - at;
        at = partEnd;
        if (left > 0) continue;
        yield true;
        left = chars;
      }
    }
  }

  function cutAt(text: string, at: number): number {
    const end = at + limits.pieceCharsMax;
    return (text.charCodeAt(end) & 0xfc00) === 0xdc00 ? end - 1 : end;
  }

  function* inParts(tokens: number[]): Generator<number[]> {
    for (let at = 0; at < tokens.length || at === 0; at += stepTokensMax) {
      yield toIds(tokens.slice(at, at + stepTokensMax));
    }
  }

  /** In the same list. */
  function toIds(tokens: number[]): number[] {
    for (let at = 0; at < tokens.length; at++) tokens[at] = ids[tokens[at] as number] as number;
    return tokens;
  }
}
