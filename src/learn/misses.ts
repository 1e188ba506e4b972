// Misses that no rule explains: a call within a minute of the one before, inside a user turn, that
// is counted more than one step short of what was just sent. A rate in time, so it is also given by
// month.
import { countCached } from '../cache-model/cached-count.ts';
import { clusteredShareInterval } from '../stats/clustered.ts';
import { countBySession } from './count-by-session.ts';
import { type CountingRules, expectedCount } from './expected-count.ts';
import { basisOf, confidenceOf, type LearnedRule, level, open, tooLittle } from './learned-rule.ts';
import type { LinkedCall } from './link-calls.ts';

export interface LearnedMissRate extends LearnedRule<number> {
  readonly by_month: readonly {
    readonly month: string;
    readonly n: number;
    readonly rate: number;
  }[];
  /** What a miss still finds: shares of the misses. */
  readonly falls_back_to: {
    /** Exactly the count of an earlier prompt of the same session. */
    readonly earlier_prompt: number;
    /** No more than the session's first prompt: a beginning that other sessions share. */
    readonly first_prompt: number;
    readonly nothing: number;
    readonly other: number;
  } | null;
}

const closeSeconds = 60;

interface Try {
  readonly linked: LinkedCall;
  readonly sessionKey: string;
  readonly source: string;
  readonly isMiss: boolean;
}

/** @param rules null: the counting rule is open, and so is this */
export function learnMissRate(
  linked: readonly LinkedCall[],
  rules: CountingRules | null,
): LearnedMissRate {
  const tries = rules === null ? [] : linked.flatMap((each) => toTry(each, rules) ?? []);
  const basis = basisOf(tries);
  const why = rules === null ? 'the rule of counting is open' : tooLittle(basis);
  if (why !== null || rules === null) {
    return { ...open<number>(basis, [why ?? '']), by_month: [], falls_back_to: null };
  }
  const misses = tries.filter(({ isMiss }) => isMiss);
  const months = [...Map.groupBy(tries, (each) => each.linked.call.month ?? 'unknown')].sort();
  return {
    value: misses.length / tries.length,
    ...basis,
    interval: clusteredShareInterval(
      countBySession(tries, ({ isMiss }) => isMiss),
      level,
    ),
    confidence: confidenceOf(basis, rules.count.exactShare),
    against: ['a rate in time: it differs by month and account'],
    by_month: months.map(([month, own]) => ({
      month,
      n: own.length,
      rate: own.filter(({ isMiss }) => isMiss).length / own.length,
    })),
    falls_back_to: misses.length === 0 ? null : countFallbacks(misses, rules),
  };
}

function toTry(linked: LinkedCall, rules: CountingRules): Try | null {
  const { call, sessionKey, source } = linked;
  if (!call.isRegular || call.beginsUserTurn !== false || call.cachedTokens === null) return null;
  if (call.idleSeconds === null || call.idleSeconds > closeSeconds) return null;
  const expected = expectedCount(linked, rules);
  if (expected === null || expected === 0) return null;
  const isMiss = call.cachedTokens < expected - rules.count.step;
  return { linked, sessionKey, source, isMiss };
}

function countFallbacks(
  misses: readonly Try[],
  rules: CountingRules,
): LearnedMissRate['falls_back_to'] {
  const kinds = { earlier_prompt: 0, first_prompt: 0, nothing: 0, other: 0 };
  for (const { linked } of misses) kinds[fallbackOf(linked, rules)] += 1 / misses.length;
  return kinds;
}

function fallbackOf(
  { call, inputs, earlier }: LinkedCall,
  rules: CountingRules,
): 'earlier_prompt' | 'first_prompt' | 'nothing' | 'other' {
  const cached = call.cachedTokens ?? 0;
  if (cached === 0) return 'nothing';
  for (let index = 0; index < earlier - 1; index++) {
    if (countCached(inputs[index] ?? 0, rules.count) === cached) return 'earlier_prompt';
  }
  return cached <= (inputs[0] ?? 0) ? 'first_prompt' : 'other';
}
