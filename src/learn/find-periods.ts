// Months in which a model's rules stayed the same. A vendor changes a rule without a word, so
// months are compared one after the other, and a new period begins where one that is settled is
// another.
import { countCached } from '../cache-model/cached-count.ts';
import { type CacheRules, learnCacheRules } from './cache-rules.ts';
import { learnContextRule } from './context-rule.ts';
import type { ContextRuleName } from './context-rule-name.ts';
import { type CachedOutputs, toCountedCalls } from './fit-cached-count.ts';
import { type LearnedLifetime, learnIdleLifetime } from './idle-lifetime.ts';
import type { LinkedCall } from './link-calls.ts';
import { learnReplayedReasoning } from './replayed-reasoning.ts';

/** Months from and to, both included; null: the source names no month. */
export interface Period {
  readonly from: string | null;
  readonly to: string | null;
  readonly months: readonly (string | null)[];
}

/** What a month settles; null: open in that month. */
interface MonthRules {
  readonly replayed: number | null;
  readonly contextRule: ContextRuleName | null;
  readonly outputs: CachedOutputs | null;
  readonly count: CacheRules['count'];
  readonly lifetime: Pick<LearnedLifetime, 'value' | 'interval' | 'n'>;
}

/** Coefficients of replayed reasoning that are further apart are two rules. */
const replayedApart = 0.5;
/** A month's own step must predict so much more of its counts than the period's. */
const exactShareApart = 0.2;
/** Calls that a month needs before its own step counts as a change. */
const comparedCallsMin = 100;
/** Lifetimes whose intervals do not meet and that differ by this factor are two rules. */
const lifetimeFactor = 2;
/** Pauses that either month must have for that. */
const comparedPausesMin = 100;

/** @param linked calls of one model */
export function findPeriods(linked: readonly LinkedCall[]): Period[] {
  const byMonth = Map.groupBy(linked, ({ call }) => call.month);
  const months = [...byMonth.keys()].sort((a, b) => (a ?? '').localeCompare(b ?? ''));
  const periods: (string | null)[][] = [];
  let settled: MonthRules | null = null;
  for (const month of months) {
    const own = byMonth.get(month) ?? [];
    const rules = learnMonth(own);
    const current = periods.at(-1);
    if (settled === null || current === undefined || differ(settled, rules, own)) {
      periods.push([month]);
      settled = rules;
    } else {
      current.push(month);
      settled = merge(settled, rules);
    }
  }
  return periods.map((own) => ({ from: own[0] ?? null, to: own.at(-1) ?? null, months: own }));
}

function learnMonth(linked: readonly LinkedCall[]): MonthRules {
  const cache = learnCacheRules(linked);
  const contextRule = learnContextRule(linked).value;
  const rules = cache.count === null ? null : { count: cache.count, contextRule };
  return {
    replayed: learnReplayedReasoning(linked).value,
    contextRule,
    outputs: cache.cache_outputs.value,
    count: cache.count,
    lifetime: learnIdleLifetime(linked, rules),
  };
}

function differ(before: MonthRules, now: MonthRules, own: readonly LinkedCall[]): boolean {
  if (isOther(before.contextRule, now.contextRule)) return true;
  if (isOther(before.outputs, now.outputs)) return true;
  const { replayed } = now;
  if (before.replayed !== null && replayed !== null) {
    if (Math.abs(before.replayed - replayed) > replayedApart) return true;
  }
  return countsDiffer(before.count, now.count, own) || lifetimesDiffer(before, now);
}

function isOther<Value>(before: Value | null, now: Value | null): boolean {
  return before !== null && now !== null && before !== now;
}

/** Two rules can name other numbers and predict the same: only what they predict counts. */
function countsDiffer(
  before: CacheRules['count'],
  now: CacheRules['count'],
  own: readonly LinkedCall[],
): boolean {
  if (before === null || now === null) return false;
  const calls = toCountedCalls(own, null);
  if (calls.length < comparedCallsMin) return false;
  const share = (rule: typeof before): number =>
    calls.filter(({ cached, prefix }) => countCached(prefix[rule.outputs], rule) === cached)
      .length / calls.length;
  return share(now) - share(before) > exactShareApart;
}

function lifetimesDiffer(before: MonthRules, now: MonthRules): boolean {
  const [a, b] = [before.lifetime, now.lifetime];
  if (a.value === null || b.value === null || a.interval === null || b.interval === null) {
    return false;
  }
  if (Math.min(a.n, b.n) < comparedPausesMin) return false;
  const areApart = a.interval.high < b.interval.low || b.interval.high < a.interval.low;
  return areApart && Math.max(a.value / b.value, b.value / a.value) > lifetimeFactor;
}

/** What was settled stays; what was open is taken from the newer month. */
function merge(before: MonthRules, now: MonthRules): MonthRules {
  return {
    replayed: before.replayed ?? now.replayed,
    contextRule: before.contextRule ?? now.contextRule,
    outputs: before.outputs ?? now.outputs,
    count: before.count ?? now.count,
    lifetime: before.lifetime.value === null ? now.lifetime : before.lifetime,
  };
}
