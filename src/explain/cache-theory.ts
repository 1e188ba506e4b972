// What a perfect cache would serve: one machine, no misses. Here by whole blocks from the start of the
// prompt; breakpoint-theory.ts by prefixes that were marked.

import { cachedTokens, countLeadingBlocks } from '../cache-model/prefix-cache.ts';
import { createPromptChains } from '../cache-model/prompt-chains.ts';
import type { PromptSegment } from '../cache-model/render-prompt.ts';
import type { Tokenizer } from '../domain/tokenizer.ts';
import type { CacheModelParameters } from '../profiles/cache-model-parameters.ts';
import type { RenderedCall } from './render-call.ts';

/** Local tokens. */
export interface TheoryView {
  readonly tokens: number;
  /** Cacheable prefix that some earlier call holds, however old. */
  readonly held: number;
  /** Of these, what was used recently enough. */
  readonly fresh: number;
}

export interface CacheTheory {
  look(call: RenderedCall, nowMs: number): TheoryView;
  /** What could be served of an earlier prompt's first `tokens`, had they been kept as they were. */
  cacheable(tokens: number, before: RenderedCall): number;
  /** The call was answered: its prompt is held from now on. */
  hold(call: RenderedCall, generated: readonly PromptSegment[], nowMs: number): void;
}

type TheoryParameters = Pick<
  CacheModelParameters,
  'cache_quantum' | 'cache_minimum' | 'cache_outputs' | 'idle_eviction_ms' | 'frame_tokens'
>;

/** Whole blocks from the start of the prompt, above a minimum. */
export function createBlockTheory(tokenizer: Tokenizer, parameters: TheoryParameters): CacheTheory {
  const { cache_quantum, cache_minimum, cache_outputs, idle_eviction_ms, frame_tokens } =
    parameters;
  const chains = createPromptChains(tokenizer, frame_tokens, cache_quantum);
  const usedAt = new Map<number, number>();
  const whole = (blocks: number): number => cachedTokens(blocks, cache_quantum, cache_minimum);
  return {
    look(call, nowMs) {
      const { tokens, blocks } = chains.chain(call.salt, call.segments);
      const isFresh = (block: number): boolean => {
        const at = usedAt.get(block);
        return at !== undefined && (idle_eviction_ms === 0 || nowMs - at <= idle_eviction_ms);
      };
      return {
        tokens,
        held: whole(countLeadingBlocks(blocks, (block) => usedAt.has(block))),
        fresh: whole(countLeadingBlocks(blocks, isFresh)),
      };
    },
    cacheable: (tokens) => whole(Math.floor(tokens / cache_quantum)),
    hold(call, generated, nowMs) {
      const held = cache_outputs === 'full' ? [...call.segments, ...generated] : call.segments;
      for (const block of chains.chain(call.salt, held).blocks) usedAt.set(block, nowMs);
    },
  };
}
