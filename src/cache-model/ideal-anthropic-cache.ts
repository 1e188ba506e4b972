// The ideal cache of Anthropic: it holds prefixes that ended at a breakpoint, and no shorter ones.
import { anthropicLookbackBlocks, anthropicMinimumTokens } from './anthropic-cache.ts';
import type { CachePrompt, IdealCache } from './ideal-cache.ts';
import type { PromptChains, PromptEnd } from './prompt-chains.ts';

/** A prefix that was marked. */
interface Held {
  readonly usedAtMs: number;
  /** How long it is kept unused. */
  readonly keptMs: number;
}

/** What a hit of so many tokens counts as. */
function countable(tokens: number, model: string): number {
  return tokens < anthropicMinimumTokens(model) ? 0 : tokens;
}

/** @param chains of any quantum: blocks do not matter here */
export function createIdealAnthropicCache(chains: PromptChains): IdealCache {
  const cache = new Map<number, Held>();
  const endsOf = ({ salt, segments }: CachePrompt): readonly PromptEnd[] =>
    chains.chain(salt, segments).ends;
  /** Indexes of held prefixes that a breakpoint of this prompt can reach. */
  const reachable = (
    { breakpoints }: CachePrompt,
    ends: readonly PromptEnd[],
    isKept: (held: Held) => boolean,
  ): number[] =>
    ends.flatMap(({ key }, mark) => {
      const held = cache.get(key);
      if (held === undefined || !isKept(held)) return [];
      const isSeen = breakpoints.some(
        ({ index }) => mark <= index && mark > index - anthropicLookbackBlocks,
      );
      return isSeen ? [mark] : [];
    });
  const freshAt =
    (nowMs: number) =>
    ({ usedAtMs, keptMs }: Held): boolean =>
      nowMs - usedAtMs <= keptMs;
  return {
    look(prompt, nowMs) {
      const ends = endsOf(prompt);
      const upTo = (marks: readonly number[]): number =>
        countable(ends[marks.at(-1) ?? -1]?.tokens ?? 0, prompt.model);
      return {
        tokens: ends.at(-1)?.tokens ?? 0,
        held: upTo(reachable(prompt, ends, () => true)),
        fresh: upTo(reachable(prompt, ends, freshAt(nowMs))),
      };
    },
    cacheable(tokens, before) {
      const ends = endsOf(before);
      const marked = before.breakpoints.map(({ index }) => ends[index]?.tokens ?? 0);
      return countable(marked.findLast((end) => end <= tokens) ?? 0, before.model);
    },
    hold(prompt, _generated, nowMs) {
      const ends = endsOf(prompt);
      // A hit also keeps the shorter prefixes that it begins with.
      const read = reachable(prompt, ends, freshAt(nowMs)).at(-1) ?? -1;
      const marks = new Map(prompt.breakpoints.map(({ index, keptMs }) => [index, keptMs]));
      for (const [index, { key }] of ends.entries()) {
        const keptMs = marks.get(index) ?? (index <= read ? cache.get(key)?.keptMs : undefined);
        if (keptMs !== undefined) cache.set(key, { usedAtMs: nowMs, keptMs });
      }
    },
  };
}
