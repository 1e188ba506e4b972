// Two sessions that are known by their hashes, call by call: where they are the same, and where
// they part. Nothing readable is needed for that.
import type { HashedCall, HashedItem, HashedSession } from './hashed-document.ts';

export interface ComparedCall {
  /** Place among the calls of both, from 1. */
  readonly call: number;
  /** Items that are the same from the first on. */
  readonly same_items: number;
  /** Their tokens, in the first of the two. */
  readonly same_tokens: number;
  /** The first item that differs, in each; null: that session's call ends before it. */
  readonly a: Pick<HashedItem, 'kind' | 'length' | 'tokens'> | null;
  readonly b: Pick<HashedItem, 'kind' | 'length' | 'tokens'> | null;
  /** Settings and headers that differ, or that one of them lacks. */
  readonly settings: readonly string[];
  readonly is_same_model: boolean;
}

export interface HashedComparison {
  readonly calls: readonly ComparedCall[];
  /** Calls that only one of them has. */
  readonly more_in_a: number;
  readonly more_in_b: number;
}

export function compareHashed(a: HashedSession, b: HashedSession): HashedComparison {
  const both = Math.min(a.calls.length, b.calls.length);
  return {
    calls: a.calls.slice(0, both).map((call, index) => {
      const other = b.calls[index] as HashedCall;
      return { call: index + 1, ...compareCalls(call, other) };
    }),
    more_in_a: a.calls.length - both,
    more_in_b: b.calls.length - both,
  };
}

function compareCalls(a: HashedCall, b: HashedCall): Omit<ComparedCall, 'call'> {
  const differs = a.items.findIndex((item, index) => !isSame(item, b.items[index]));
  const same = differs === -1 ? a.items.length : differs;
  const names = new Set([...Object.keys(a.settings), ...Object.keys(b.settings)]);
  return {
    same_items: same,
    same_tokens: a.items.slice(0, same).reduce((sum, { tokens }) => sum + tokens, 0),
    a: about(a.items[same]),
    b: about(b.items[same]),
    settings: [...names].filter((name) => a.settings[name] !== b.settings[name]).sort(),
    is_same_model: a.model === b.model,
  };
}

function isSame(a: HashedItem, b: HashedItem | undefined): boolean {
  return a.kind === b?.kind && a.hash === b.hash;
}

function about(item: HashedItem | undefined): ComparedCall['a'] {
  if (item === undefined) return null;
  const { kind, length, tokens } = item;
  return { kind, length, tokens };
}
