// Byte pair encoding of one piece from left to right: the longest token that can stand behind the
// last one, and a step back where none can. Every place in the piece is given up once at most, so
// that the time grows with the piece's length, whatever is in it.
import type { PrefixTree } from './prefix-tree.ts';
import type { TokenBorders } from './token-borders.ts';
import { noToken } from './vocabulary.ts';

export interface PieceEncoder {
  /** Begins with the first `length` of `bytes`, behind the tokens that `out` has. */
  begin(bytes: Uint8Array, length: number, out: number[]): void;
  /**
   * @param tries tokens that are tried before it returns
   * @returns the piece is encoded: `out` has its tokens
   */
  go(tries: number): boolean;
}

export function createPieceEncoder(tree: PrefixTree, borders: TokenBorders): PieceEncoder {
  let bytes: Uint8Array = new Uint8Array(0);
  let end = 0;
  let at = 0;
  let out: number[] = [];
  /** Of `out`: those before are of other pieces. */
  let base = 0;
  /** What is tried next at `at`. */
  let candidate = noToken;
  /** It is not the first of those that can be tried, but the one before once more. */
  let isGuess = false;
  /** Places up to which the piece has no row of tokens that can be continued. */
  let deadEnds = new Uint8Array(64);
  let hasDeadEnds = false;
  return {
    begin(newBytes, length, newOut) {
      if (hasDeadEnds) deadEnds.fill(0, 0, end);
      hasDeadEnds = false;
      bytes = newBytes;
      end = length;
      at = 0;
      out = newOut;
      base = out.length;
      tryAll();
      if (tree.lengthOf(candidate) < end) return;
      out.push(candidate);
      at = end;
    },
    go(tries) {
      for (let left = tries; at < end; left--) {
        if (left === 0) return false;
        const behind = at + tree.lengthOf(candidate);
        if (canStand(candidate, behind)) {
          out.push(candidate);
          at = behind;
          if (at === end) break;
          // In a run it is the same once more: there, much longer ones lead to dead ends.
          isGuess = tree.isAt(candidate, bytes, at, end);
          if (!isGuess) candidate = tree.longest(bytes, at, end);
        } else if (isGuess) tryAll();
        else {
          candidate = tree.shorter(candidate);
          for (;;) {
            if (out.length > base) {
              candidate = borders.longestHeld(out[out.length - 1] as number, candidate);
            }
            if (candidate !== noToken) break;
            stepBack();
          }
        }
      }
      return true;
    },
  };

  function tryAll(): void {
    isGuess = false;
    candidate = tree.longest(bytes, at, end);
  }

  function canStand(token: number, behind: number): boolean {
    if (hasDeadEnds && deadEnds[behind] === 1) return false;
    return out.length === base || borders.holds(out[out.length - 1] as number, token);
  }

  /** No token can stand here: the one before is another. */
  function stepBack(): void {
    if (deadEnds.length < end) deadEnds = new Uint8Array(end);
    deadEnds[at] = 1;
    hasDeadEnds = true;
    const last = out.pop() as number;
    at -= tree.lengthOf(last);
    // It was guessed if it is the same as the one before: longer ones have not been tried.
    if (out.length > base && out[out.length - 1] === last) tryAll();
    else candidate = tree.shorter(last);
  }
}
