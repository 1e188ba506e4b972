// What a machine holds of a prompt, and for how long.
import { choice, noSource, type ParameterTable, whole } from './parameter.ts';

export interface CacheParameters {
  readonly cache_outputs: 'none' | 'full';
  readonly cache_quantum: 128 | 1024 | 1;
  readonly cache_mode: 'profile' | 'implicit' | 'breakpoints';
  readonly cache_writes: 'reported' | 'zero';
  readonly cache_minimum: number;
  readonly cache_capacity_blocks: number;
  readonly idle_eviction_ms: number;
  readonly include_changes_cache: boolean;
}

export const cacheParameters: ParameterTable<CacheParameters> = {
  cache_outputs: {
    accepts: choice('none', 'full'),
    default: 'none',
    meaning: 'whether the next request finds what a response generated in the cache',
    source: `${noSource}; decides the sign of the effect, so reports show both values`,
    confidence: 'assumed',
  },
  cache_quantum: {
    accepts: choice(128, 1024, 1),
    default: 128,
    meaning: 'cached tokens come in multiples of this (1 is for arithmetic by hand)',
    source: 'OpenAI Prompt Caching 201; every count that peers published is a multiple of 128',
    confidence: 'measured by peers',
  },
  cache_mode: {
    accepts: choice('profile', 'implicit', 'breakpoints'),
    default: 'profile',
    meaning: 'implicit: every block can be found again; breakpoints: only marked prefixes',
    source:
      'OpenAI prompt caching guide for GPT-5.6 and later (profile decides); on the Codex backend peers saw 128-token steps there too (single source each)',
    confidence: 'documented',
  },
  cache_writes: {
    accepts: choice('reported', 'zero'),
    default: 'reported',
    meaning: 'under breakpoints: whether usage says how many tokens were written',
    source:
      'OpenAI prompt caching guide: `cache_write_tokens`; always zero on the Codex backend by the multivibe audit (single source)',
    confidence: 'documented',
  },
  cache_minimum: {
    accepts: whole(0, 1_000_000),
    default: 1024,
    meaning: 'shortest prefix that is cached, in tokens',
    source: 'OpenAI Prompt Caching 201',
    confidence: 'documented',
  },
  cache_capacity_blocks: {
    accepts: whole(1, 10_000_000),
    default: 200_000,
    meaning: 'blocks that one machine keeps for an account; least recently used are evicted',
    source: `${noSource}; bounds the memory`,
    confidence: 'assumed',
  },
  idle_eviction_ms: {
    accepts: whole(0, 86_400_000),
    default: 300_000,
    meaning: 'a block that was unused for this long is evicted, in ms; 0: never',
    source: 'TraceLab arXiv 2606.30560 (Codex about 5 minutes); vendor: 5 to 10 minutes',
    confidence: 'measured by peers',
  },
  include_changes_cache: {
    accepts: choice(false, true),
    default: false,
    meaning: 'whether a request with `include` and one without have separate caches',
    source: `${noSource}; a suspicion in one gateway's source comment (single source)`,
    confidence: 'assumed',
  },
};
