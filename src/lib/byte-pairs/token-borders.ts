// Which tokens can stand side by side. Byte pair encoding merges neighbours until none is left to
// merge; what it leaves is the one row of tokens in which every border between two of them is one
// that merging the bytes of the two alone leaves as well. So a row can be made from left to right,
// and a border is judged by its two tokens, whatever else is in the text.
import type { PrefixTree } from './prefix-tree.ts';
import { noToken, type Vocabulary } from './vocabulary.ts';

/** Verdicts that are remembered, as a power of two: a table that forgets on a clash. */
const rememberedShift = 16;
/** A row: the two tokens and the verdict, filled up to a power of two. */
const verdictFields = 4;
const unknown = -1;
/** Found tokens of long ones that are remembered, in the same way. */
const rememberedRows = 1 << 14;
/** Of tokens that begin with few others, all are tried. */
const rowBytesMin = 9;

export interface TokenBorders {
  /** Whether merging the bytes of the two gives the two. */
  holds(left: number, right: number): boolean;
  /** The longest of `right` and the tokens it begins with that can stand there, or `noToken`. */
  longestHeld(left: number, right: number): number;
  /** Whether it is merged of two others. What is encoded is right if all are, but single bytes. */
  isMade(token: number): boolean;
}

export function createTokenBorders({ count }: Vocabulary, tree: PrefixTree): TokenBorders {
  const verdicts = new Int32Array(verdictFields << rememberedShift).fill(unknown);
  /** Of each token, the two that its last merge joins; itself: it is not merged. */
  const parts = new Int32Array(2 * count).fill(unknown);
  // In a run, a long token begins with as many others as it has bytes: they are not tried again.
  const heldLefts = new Int32Array(rememberedRows).fill(unknown);
  const heldRights = new Int32Array(rememberedRows);
  const heldTokens = new Int32Array(rememberedRows);
  return {
    holds,
    longestHeld(left, right) {
      if (right === noToken || tree.lengthOf(right) < rowBytesMin) return tryEach(left, right);
      const place = (Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b)) >>> 18;
      if (heldLefts[place] !== left || heldRights[place] !== right) {
        heldTokens[place] = tryEach(left, right);
        heldLefts[place] = left;
        heldRights[place] = right;
      }
      return heldTokens[place] as number;
    },
    isMade: (token) => leftOf(token) !== token,
  };

  function tryEach(left: number, right: number): number {
    let token = right;
    while (token !== noToken && !holds(left, token)) token = tree.shorter(token);
    return token;
  }

  function holds(left: number, right: number): boolean {
    const hash = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b);
    const row = verdictFields * (hash >>> (32 - rememberedShift));
    if (verdicts[row] !== left || verdicts[row + 1] !== right) {
      verdicts[row] = left;
      verdicts[row + 1] = right;
      verdicts[row + 2] = holdsUntil(left, right, noToken) ? 1 : 0;
    }
    return verdicts[row + 2] === 1;
  }

  /**
   * Undoes the merges of the two from the last one on, and looks each time whether merging across
   * the border would have come before it.
   * @param until merges from this token on are not looked at
   */
  function holdsUntil(left: number, right: number, until: number): boolean {
    let first = left;
    let second = right;
    for (let before = until; ; ) {
      if (tree.joined(first, second) < before) return false;
      // Of two merges that make the same token, the left one is done first.
      if (first > second) {
        before = first;
        const part = leftOf(first);
        if (part === first) return true;
        first = parts[2 * first + 1] as number;
      } else {
        before = second + 1;
        const part = leftOf(second);
        if (part === second) return true;
        second = part;
      }
    }
  }

  /** Also finds the right one. A part has a lower id than the token, so that this ends. */
  function leftOf(token: number): number {
    const at = 2 * token;
    if (parts[at] === unknown) {
      parts[at] = token;
      for (let left = tree.shorter(token); left !== noToken; left = tree.shorter(left)) {
        const right = tree.rest(token, left);
        if (left > token || right > token || !holdsUntil(left, right, token)) continue;
        parts[at] = left;
        parts[at + 1] = right;
        break;
      }
    }
    return parts[at] as number;
  }
}
