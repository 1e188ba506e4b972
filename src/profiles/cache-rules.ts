// The rules of a model's prompt cache: a parameter where one is given, else the profile's.
import type { CachedCountRule } from './cached-count-rule.ts';
import { type FoundPeriod, findShippedPeriod, ruleOf } from './find-period.ts';
import { type FrameParameters, type Framing, framingIn } from './framing.ts';
import type { CacheParameters } from './parameters/cache-parameters.ts';

/** What the cache finds again: every block, or only prefixes that end at a breakpoint. */
export type CacheMode = 'implicit' | 'breakpoints';

/**
 * What of a request's settings makes its prompt another one: the effort, or verbosity and tier too.
 */
export type KeySettings = 'effort' | 'all';

export interface CacheRules extends CachedCountRule {
  readonly imageShare: number;
  readonly outputs: 'none' | 'full';
  readonly mode: CacheMode;
  readonly writes: 'reported' | 'zero';
  /** Shortest prefix that is cached, in tokens. */
  readonly minimum: number;
  /** A prefix that was unused for longer is gone; 0: never. */
  readonly idleMs: number;
  /** Share of requests that miss although the prefix is held. */
  readonly missRate: number;
  readonly keySettings: KeySettings;
  /** Tokens around the items of its prompts. */
  readonly framing: Framing;
}

type RuleParameters = CacheParameters & FrameParameters;

/** The period that holds for a model under these parameters. */
export function periodOf(
  model: string,
  { profile_backend, profile_date }: Pick<CacheParameters, 'profile_backend' | 'profile_date'>,
): FoundPeriod {
  return findShippedPeriod(profile_backend, model, profile_date || null);
}

const known = new WeakMap<object, Map<string, CacheRules>>();

/** @param parameters are never changed after: the rules of a model are worked out once */
export function cacheRulesOf(model: string, parameters: RuleParameters): CacheRules {
  const models = known.get(parameters) ?? new Map<string, CacheRules>();
  const found = models.get(model);
  if (found !== undefined) return found;
  // Names come from requests: no more are remembered than a session could mean.
  if (models.size >= 1000) models.clear();
  const rules = workOut(periodOf(model, parameters), parameters);
  known.set(parameters, models.set(model, rules));
  return rules;
}

function workOut(period: FoundPeriod, parameters: RuleParameters): CacheRules {
  const { cache_outputs, cache_mode, cache_writes, idle_eviction_ms, miss_rate } = parameters;
  const { cache_key_settings } = parameters;
  const given = <Value>(value: Value | 'profile', name: string): Value =>
    value === 'profile' ? ruleOf<Value>(period, name) : value;
  return {
    ...countRule(period, parameters),
    outputs: given(cache_outputs, 'cache_outputs'),
    mode: given(cache_mode, 'cache_mode'),
    writes:
      cache_writes !== 'profile'
        ? cache_writes
        : ruleOf(period, 'cache_writes') === 0
          ? 'zero'
          : 'reported',
    minimum: parameters.cache_minimum,
    idleMs: given(idle_eviction_ms, 'idle_lifetime_ms'),
    missRate: given(miss_rate, 'miss_rate'),
    keySettings: given(cache_key_settings, 'cache_key_settings'),
    framing: framingIn(period, parameters),
  };
}

/** A given quantum alone means plain blocks of it. */
function countRule(period: FoundPeriod, parameters: CacheParameters): Required<CachedCountRule> {
  const { cache_step, cache_hidden_prefix, cache_quantum, image_cached_share } = parameters;
  const isPlain = cache_quantum !== 'profile';
  const own = period.period.rules['cache_step'] as unknown as {
    value: number;
    quantum: number;
  };
  const step = isPlain ? cache_quantum : own.value;
  const hidden = isPlain ? 0 : ruleOf<number>(period, 'hidden_prefix_tokens');
  return {
    step: cache_step === 'profile' ? step : cache_step,
    hiddenPrefix: cache_hidden_prefix === 'profile' ? hidden : cache_hidden_prefix,
    quantum: isPlain ? cache_quantum : own.quantum,
    imageShare:
      image_cached_share === 'profile'
        ? ruleOf<number>(period, 'image_cached_share')
        : image_cached_share,
  };
}
