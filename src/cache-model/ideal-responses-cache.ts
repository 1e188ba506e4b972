// The ideal cache of the Responses API: the simulator's rules on one machine that never runs full.
import type { CacheModelParameters } from '../profiles/cache-model-parameters.ts';
import type { CacheMode } from '../profiles/model-profiles.ts';
import { createBlockCache } from './block-cache.ts';
import type { CachePrompt, IdealCache } from './ideal-cache.ts';
import { matchPrompt } from './match-prompt.ts';
import { countableTokens } from './prefix-cache.ts';
import type { PromptChain, PromptChains } from './prompt-chains.ts';

/**
 * @param chains of the cache's own frame tokens and quantum
 * @param modeOf how the cache matches for a model
 */
export function createIdealResponsesCache(
  chains: PromptChains,
  parameters: CacheModelParameters,
  modeOf: (model: string) => CacheMode,
): IdealCache {
  const cache = createBlockCache(Number.POSITIVE_INFINITY, parameters.idle_eviction_ms);
  const match = (prompt: CachePrompt, chain: PromptChain, has: (key: number) => boolean) => {
    const marks = prompt.breakpoints.map(({ index }) => index);
    return matchPrompt(modeOf(prompt.model), { chain, marks }, has, parameters);
  };
  const chainOf = ({ salt, segments }: CachePrompt) => chains.chain(salt, segments);
  const freshAt = (nowMs: number) => (key: number) => cache.isFresh(key, nowMs);
  return {
    look(prompt, nowMs) {
      const chain = chainOf(prompt);
      return {
        tokens: chain.tokens,
        held: match(prompt, chain, cache.isHeld).cachedTokens,
        fresh: match(prompt, chain, freshAt(nowMs)).cachedTokens,
      };
    },
    cacheable(tokens, before) {
      if (modeOf(before.model) === 'implicit') return countableTokens(tokens, parameters);
      const { ends, tokens: all } = chainOf(before);
      if (parameters.cache_outputs === 'full' && tokens >= all) {
        return countableTokens(tokens, parameters);
      }
      const marked = before.breakpoints.map(({ index }) => ends[index]?.tokens ?? 0);
      return countableTokens(marked.findLast((end) => end <= tokens) ?? 0, parameters);
    },
    hold(prompt, generated, nowMs) {
      const chain = chainOf(prompt);
      const whole =
        generated.length === 0
          ? chain
          : chains.chain(prompt.salt, [...prompt.segments, ...generated]);
      cache.hold(match(prompt, chain, freshAt(nowMs)).keys(whole), nowMs);
    },
  };
}
