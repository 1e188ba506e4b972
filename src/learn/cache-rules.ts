// The rules of a prefix cache that counters show: whether generated tokens are cached, in which
// steps the count grows, what is hidden before the prompt, and how short a cached prefix can be.

import { type CachedCountRule, countCached } from '../cache-model/cached-count.ts';
import { plural } from '../lib/plural.ts';
import { clusteredShareInterval } from '../stats/clustered.ts';
import type { Interval } from '../stats/paired-t.ts';
import { learnContextRule } from './context-rule.ts';
import { countBySession } from './count-by-session.ts';
import {
  type CachedOutputs,
  type CountedCall,
  type FittedCount,
  fitCachedCount,
  toCountedCalls,
} from './fit-cached-count.ts';
import { learnImageShare, withoutImages } from './image-share.ts';
import type { LearnedCount } from './learned-count.ts';
import {
  type Basis,
  basisOf,
  confidenceOf,
  type LearnedRule,
  level,
  open,
  percent,
  tooLittle,
} from './learned-rule.ts';
import type { LinkedCall } from './link-calls.ts';

export interface LearnedCachedOutputs extends LearnedRule<CachedOutputs> {
  /** Share of calls whose cached count is larger than the whole prompt before. */
  readonly above_previous_input: number | null;
  /** Calls predicted to the token by the best rule over input alone, and over input and output. */
  readonly exact_none: number | null;
  readonly exact_full: number | null;
}

export interface LearnedCacheStep extends LearnedRule<number> {
  /** Reported counts are multiples of this. */
  readonly quantum: number | null;
  /** Share of calls that the best step and hidden prefix predict to the token. */
  readonly exact_share: number | null;
  readonly exact_interval: Interval | null;
  readonly others: readonly { readonly step: number; readonly share: number }[];
}

export interface CacheRules {
  readonly cache_outputs: LearnedCachedOutputs;
  readonly cache_step: LearnedCacheStep;
  readonly hidden_prefix_tokens: LearnedRule<number>;
  readonly cache_minimum: LearnedRule<number>;
  /** Share of an image's input tokens that its place in the cache has. */
  readonly image_cached_share: LearnedRule<number>;
  /** The rule itself, for what builds on it; null: open. */
  readonly count: LearnedCount | null;
}

/** Below this share of exact predictions no rule has been found. */
const exactShareMin = 0.5;
/** By so much one of two rules must predict more. */
const marginMin = 0.05;

export function learnCacheRules(linked: readonly LinkedCall[]): CacheRules {
  const counted = toCountedCalls(linked, learnContextRule(linked).value);
  // Images hide the steps of the calls after them: the rule is found without, then with their
  // share.
  const bare = counted.filter(({ imageTokens }) => imageTokens === 0);
  const first = learnPlainRules(linked, tooLittle(basisOf(bare)) === null ? bare : counted);
  const images =
    first.count === null
      ? open<number>(basisOf(counted), ['the rule of counting is open'])
      : learnImageShare(counted, first.count);
  if (images.value === null) {
    return { ...learnPlainRules(linked, counted), image_cached_share: images };
  }
  const share = images.value;
  const calls = counted.map((call) => withoutImages(call, share));
  const { count, ...rules } = learnPlainRules(linked, calls);
  return {
    ...rules,
    image_cached_share: images,
    count: count === null ? null : { ...count, imageShare: share },
  };
}

function learnPlainRules(linked: readonly LinkedCall[], calls: readonly CountedCall[]): CacheRules {
  const basis = basisOf(calls);
  const why = tooLittle(basis);
  const none = why === null ? fitCachedCount(calls, 'none') : null;
  const full = why === null ? fitCachedCount(calls, 'full') : null;
  if (why !== null || none === null || full === null)
    return nothingLearned(basis, why ?? 'no calls');
  const cacheOutputs = decideOutputs(calls, basis, none, full);
  const fitted = cacheOutputs.value === 'full' || full.exact > none.exact ? full : none;
  const outputs = fitted === full ? 'full' : 'none';
  const exactShare = fitted.exact / fitted.calls;
  const isExact = (call: CountedCall): boolean =>
    countCached(call.prefix[outputs], fitted.rule) === call.cached;
  const exactInterval = clusteredShareInterval(countBySession(calls, isExact), level);
  const details = {
    quantum: fitted.rule.quantum,
    exact_share: exactShare,
    exact_interval: exactInterval,
    others: fitted.others.slice(0, 4),
  };
  const runnerUp = fitted.others[0];
  const isClear = exactShare >= exactShareMin && exactShare - (runnerUp?.share ?? 0) >= marginMin;
  if (!isClear) {
    const best = `the best step (${fitted.rule.step}) predicts ${percent(exactShare)} of counts`;
    const second = runnerUp ? `, step ${runnerUp.step} ${percent(runnerUp.share)}` : '';
    return {
      ...nothingLearned(basis, best + second),
      cache_outputs: cacheOutputs,
      cache_step: { ...open<number>(basis, [best + second]), ...details },
    };
  }
  const confidence = confidenceOf(basis, exactShare);
  const against = exactShare < 0.9 ? [`${percent(1 - exactShare)} of counts are others`] : [];
  const count = { ...fitted.rule, outputs, exactShare } as const;
  return {
    cache_outputs: cacheOutputs,
    cache_step: {
      value: fitted.rule.step,
      ...basis,
      interval: fitted.stepInterval,
      confidence,
      against,
      ...details,
    },
    hidden_prefix_tokens: {
      value: fitted.rule.hiddenPrefix,
      ...basis,
      interval: fitted.hiddenInterval,
      confidence,
      against,
    },
    cache_minimum: learnMinimum(linked, fitted.rule),
    image_cached_share: open(basis, ['not asked']),
    count: cacheOutputs.value === null ? null : count,
  };
}

function decideOutputs(
  calls: readonly CountedCall[],
  basis: Basis,
  none: FittedCount,
  full: FittedCount,
): LearnedCachedOutputs {
  const isAbove = (call: CountedCall): boolean => call.cached > call.prefix.none;
  const above = calls.filter(isAbove).length / calls.length;
  const details = {
    above_previous_input: above,
    exact_none: none.exact / none.calls,
    exact_full: full.exact / full.calls,
  };
  const lead = details.exact_full - details.exact_none;
  const value: CachedOutputs | null =
    lead >= marginMin && above >= 0.05
      ? 'full'
      : lead <= -marginMin && above <= 0.05
        ? 'none'
        : null;
  const shares = [
    `${percent(above)} of counts are larger than the prompt before`,
    `predicted to the token: ${percent(details.exact_none)} without outputs, ${percent(details.exact_full)} with them`,
  ];
  const best = Math.max(details.exact_none, details.exact_full);
  if (value === null || best < exactShareMin) {
    return { ...open<CachedOutputs>(basis, shares), ...details };
  }
  return {
    value,
    ...basis,
    interval: clusteredShareInterval(countBySession(calls, isAbove), level),
    confidence: confidenceOf(basis, best),
    against: value === 'none' && above > 0 ? shares.slice(0, 1) : value === 'full' ? shares : [],
    ...details,
  };
}

/**
 * Prompts that are known to be too short: without them the smallest count is an upper bound only.
 */
const shortPromptsMin = 3;
/**
 * The vendor's documented minimum: taken where the data allow it and cannot tell it from others.
 */
const documentedMinimum = 1024;

/** The smallest count that is not zero, where shorter prefixes are seen to give zero. */
function learnMinimum(linked: readonly LinkedCall[], rule: CachedCountRule): LearnedRule<number> {
  const known = linked.filter(({ call }) => call.cachedTokens !== null);
  const basis = basisOf(known);
  const positive = known.flatMap(({ call }) => (call.cachedTokens ? [call.cachedTokens] : []));
  if (positive.length === 0) return open(basis, ['nothing was cached']);
  const smallest = positive.reduce((least, count) => Math.min(least, count));
  // Continuations whose prefix would have been counted, but less than the smallest count.
  const refused = known
    .filter(({ call }) => call.cachedTokens === 0)
    .map(({ previous }) => countCached(previous.inputTokens ?? 0, rule))
    .filter((count) => count > 0 && count < smallest);
  if (refused.length < shortPromptsMin) {
    const seen = `short enough to show it: ${plural(refused.length, 'prompt')}`;
    return open(basis, [`at most ${smallest}: ${seen}`]);
  }
  const low = refused.reduce((most, count) => Math.max(most, count)) + 1;
  const isDocumented = low <= documentedMinimum && documentedMinimum <= smallest;
  return {
    value: isDocumented ? documentedMinimum : smallest,
    ...basis,
    n: refused.length,
    interval: { low, high: smallest },
    confidence: 'low',
    against: low < smallest ? [`the counts allow any value from ${low} to ${smallest}`] : [],
  };
}

function nothingLearned(basis: Basis, why: string): CacheRules {
  return {
    cache_outputs: {
      ...open<CachedOutputs>(basis, [why]),
      above_previous_input: null,
      exact_none: null,
      exact_full: null,
    },
    cache_step: {
      ...open<number>(basis, [why]),
      quantum: null,
      exact_share: null,
      exact_interval: null,
      others: [],
    },
    hidden_prefix_tokens: open(basis, [why]),
    cache_minimum: open(basis, [why]),
    image_cached_share: open(basis, [why]),
    count: null,
  };
}
