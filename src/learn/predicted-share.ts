// How well rules predict real counters: the share of calls whose cached count they give to the
// token.
import { clusteredShareInterval } from '../stats/clustered.ts';
import type { Interval } from '../stats/paired-t.ts';
import { countBySession } from './count-by-session.ts';
import { type CountingRules, expectedCount } from './expected-count.ts';
import { level } from './learned-rule.ts';
import type { LinkedCall } from './link-calls.ts';

export interface PredictedShare {
  readonly calls: number;
  /** To the token. */
  readonly exact: number;
  /** Counted more than one step short: misses that no rule explains. */
  readonly short: number;
  /** Counted more than expected. */
  readonly above: number;
  /** Of the exact share; null below three sessions. */
  readonly interval: Interval | null;
}

interface Predicted {
  readonly sessionKey: string;
  readonly expected: number;
  readonly cached: number;
}

/** @param places which calls count: those inside a user turn, or those that begin one */
export function predictedShare(
  linked: readonly LinkedCall[],
  rules: CountingRules,
  places: 'in-turn' | 'user-turn',
): PredictedShare | null {
  const predicted = linked.flatMap((each): Predicted[] => {
    const { call, sessionKey } = each;
    if (!call.isRegular || call.cachedTokens === null) return [];
    if (call.beginsUserTurn !== (places === 'user-turn')) return [];
    const expected = expectedCount(each, rules);
    return expected === null ? [] : [{ sessionKey, expected, cached: call.cachedTokens }];
  });
  const calls = predicted.length;
  if (calls === 0) return null;
  const share = (is: (each: Predicted) => boolean): number => predicted.filter(is).length / calls;
  const isExact = ({ expected, cached }: Predicted): boolean => expected === cached;
  return {
    calls,
    exact: share(isExact),
    short: share(({ expected, cached }) => cached < expected - rules.count.step),
    above: share(({ expected, cached }) => cached > expected),
    interval: clusteredShareInterval(countBySession(predicted, isExact), level),
  };
}
