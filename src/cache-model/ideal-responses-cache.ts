// The ideal cache of the Responses API: the simulator's rules on one machine that never runs full.
import type { CacheRules } from '../profiles/cache-rules.ts';
import { createBlockCache } from './block-cache.ts';
import type { ChainPool } from './chain-pool.ts';
import type { CachePrompt, IdealCache } from './ideal-cache.ts';
import { matchPrompt } from './match-prompt.ts';
import { countableMarked, countableTokens } from './prefix-cache.ts';
import type { PromptChain } from './prompt-chains.ts';

/**
 * @param pool the chains whose blocks end where the rules count
 * @param rulesOf of a model's cache
 */
export function createIdealResponsesCache(
  pool: ChainPool,
  rulesOf: (model: string) => CacheRules,
): IdealCache {
  const cache = createBlockCache(Number.POSITIVE_INFINITY);
  const match = (prompt: CachePrompt, chain: PromptChain, has: (key: number) => boolean) => {
    return matchPrompt({ chain, segments: prompt.segments }, has, rulesOf(prompt.model));
  };
  const chainOf = ({ model, salt, segments }: CachePrompt) =>
    pool.of(rulesOf(model)).chain(salt, segments);
  const freshAt = (model: string, nowMs: number) => {
    const { idleMs } = rulesOf(model);
    return (key: number) => cache.isFresh(key, nowMs, idleMs);
  };
  return {
    look(prompt, nowMs) {
      const chain = chainOf(prompt);
      return {
        tokens: chain.tokens,
        held: match(prompt, chain, cache.isHeld).cachedTokens,
        fresh: match(prompt, chain, freshAt(prompt.model, nowMs)).cachedTokens,
      };
    },
    cacheable(tokens, before) {
      const rules = rulesOf(before.model);
      const chain = chainOf(before);
      const inCache = cacheTokensAt(chain, tokens);
      if (rules.mode === 'implicit') return countableTokens(inCache, rules);
      const { ends, cacheTokens: all } = chain;
      if (rules.outputs === 'full' && inCache >= all) return countableMarked(inCache, rules);
      const marked = before.breakpoints.map(({ index }) => ends[index]?.tokens ?? 0);
      return countableMarked(marked.findLast((end) => end <= inCache) ?? 0, rules);
    },
    hold(prompt, generated, nowMs) {
      const chain = chainOf(prompt);
      const whole =
        generated.length === 0
          ? chain
          : pool.of(rulesOf(prompt.model)).chain(prompt.salt, [...prompt.segments, ...generated]);
      cache.hold(match(prompt, chain, freshAt(prompt.model, nowMs)).keys(whole), nowMs);
    },
  };
}

/** Where a place of a prompt is in the cache, which may have less room for an image. */
function cacheTokensAt({ segmentTokens, ends }: PromptChain, tokens: number): number {
  let before = 0;
  let inCache = 0;
  for (const [index, own] of segmentTokens.entries()) {
    if (before + own > tokens) break;
    before += own;
    inCache = ends[index]?.tokens ?? inCache;
  }
  return inCache + tokens - before;
}
