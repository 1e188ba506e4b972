// What a machine holds of a prompt, and for how long.
import { type ProfileBackend, profileBackends } from '../shipped-profiles.ts';
import {
  choice,
  noSource,
  numberOrProfile,
  type ParameterTable,
  text,
  whole,
  wholeOrProfile,
} from './parameter.ts';

export interface CacheParameters {
  readonly profile_backend: ProfileBackend;
  readonly profile_date: string;
  readonly cache_outputs: 'profile' | 'none' | 'full';
  readonly cache_step: number | 'profile';
  readonly cache_hidden_prefix: number | 'profile';
  readonly cache_quantum: number | 'profile';
  readonly image_cached_share: number | 'profile';
  readonly cache_mode: 'profile' | 'implicit' | 'breakpoints';
  readonly cache_writes: 'profile' | 'reported' | 'zero';
  readonly cache_minimum: number;
  readonly cache_capacity_blocks: number;
  readonly idle_eviction_ms: number | 'profile';
  readonly miss_rate: number | 'profile';
  readonly include_changes_cache: boolean;
  readonly cache_key_settings: 'profile' | 'effort' | 'all';
}

const measured = 'real Codex sessions (reports/evidence.md), by model and month (profile decides)';

function checkDate(value: string): string | null {
  return value === '' || /^\d{4}-(0[1-9]|1[0-2])(-\d{2})?$/.test(value)
    ? null
    : 'a month or a day, as in 2026-04 or 2026-04-30; nothing for the newest';
}

export const cacheParameters: ParameterTable<CacheParameters> = {
  profile_backend: {
    accepts: choice(...profileBackends),
    default: profileBackends[0],
    meaning: 'whose profiles hold where a parameter says `profile`',
    source: 'src/profiles/data/: the Codex backend is the one that was measured',
    confidence: 'measured by peers',
  },
  profile_date: {
    accepts: text(checkDate),
    default: '',
    meaning: 'the profile of this month or day holds; empty: the newest',
    source: 'a convenience of the simulator',
    confidence: 'assumed',
  },
  cache_outputs: {
    accepts: choice('profile', 'none', 'full'),
    default: 'profile',
    meaning: 'whether the next request finds what a response generated in the cache',
    source: `${measured}; decides the sign of the effect, so reports show both values where it is open`,
    confidence: 'measured by peers',
  },
  cache_step: {
    accepts: wholeOrProfile(1, 65_536),
    default: 'profile',
    meaning:
      'tokens by which the cached part of a prompt grows; `profile` with a given `cache_quantum`: that',
    source: measured,
    confidence: 'measured by peers',
  },
  cache_hidden_prefix: {
    accepts: wholeOrProfile(0, 65_536),
    default: 'profile',
    meaning:
      'tokens before the prompt that no counter shows and that shift the steps; `profile` with a given `cache_quantum`: 0',
    source: measured,
    confidence: 'measured by peers',
  },
  cache_quantum: {
    accepts: wholeOrProfile(1, 65_536),
    default: 'profile',
    meaning:
      'reported counts are multiples of this; given alone, plain blocks of this size (1 is for arithmetic by hand)',
    source: `${measured}; OpenAI Prompt Caching 201 says 128`,
    confidence: 'measured by peers',
  },
  image_cached_share: {
    accepts: numberOrProfile(0, 1),
    default: 'profile',
    meaning: "share of an image's input tokens that its place in the cache has",
    source: measured,
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
    accepts: choice('profile', 'reported', 'zero'),
    default: 'profile',
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
    accepts: wholeOrProfile(0, 86_400_000),
    default: 'profile',
    meaning: 'a block that was unused for this long is evicted, in ms; 0: never',
    source: `${measured}; TraceLab arXiv 2606.30560 saw about 5 minutes`,
    confidence: 'measured by peers',
  },
  miss_rate: {
    accepts: numberOrProfile(0, 1),
    default: 0,
    meaning:
      'share of requests that find only an earlier prompt of their session, three calls back in the median, or its first one; `profile`: as measured',
    source: `${measured}; 0 by default, because it is a rate in time that differs by month and account`,
    confidence: 'measured by peers',
  },
  include_changes_cache: {
    accepts: choice(false, true),
    default: false,
    meaning: 'whether a request with `include` and one without have separate caches',
    source: `${noSource}; a suspicion in one gateway's source comment (single source)`,
    confidence: 'assumed',
  },
  cache_key_settings: {
    accepts: choice('profile', 'effort', 'all'),
    default: 'profile',
    meaning:
      'settings whose change is another cache: the effort alone, or verbosity and service tier too',
    source:
      'reasons of prompt_cache_diagnostics in the types of the openai package (profile decides)',
    confidence: 'documented',
  },
};
