// Refusals with 400 of two arms: rates with score intervals, upper bounds where nothing was seen,
// and an exact test on the paired counts.

import type { Trial } from '../../domain/run.ts';
import { clusterMeans } from '../../stats/cluster-means.ts';
import { newcombeInterval } from '../../stats/newcombe.ts';
import type { Interval } from '../../stats/paired-t.ts';
import { signFlipP } from '../../stats/sign-flip.ts';
import { wilsonInterval, zeroEventsUpperBound } from '../../stats/wilson.ts';
import { countRefusals, type Refusals } from '../analysis/refusals.ts';
import { defaultLevel as level } from './inference.ts';
import type { SessionPair } from './session-pairs.ts';

export interface RateRecord extends Refusals {
  /**
   * Of the rate of sessions, as if repeats of a scenario were independent; attempts of a session
   * never are.
   */
  readonly interval: Interval | null;
  /** Of the rate of sessions, when no session had one. */
  readonly upperBound: number | null;
}

export interface ErrorAnalysis {
  readonly arm: RateRecord;
  readonly baseline: RateRecord;
  /**
   * Difference of the rates of sessions, as if the arms' sessions were independent: too wide where
   * both arms fail in the same scenarios, too narrow where one fails where the other does not.
   */
  readonly difference: Interval | null;
  /** Exact sign-flip test on the differences of counts, one per cluster. */
  readonly p: number;
}

function rateOf(trials: readonly Trial[]): RateRecord {
  const refusals = countRefusals(trials);
  const { sessions } = refusals;
  return {
    ...refusals,
    interval: wilsonInterval(sessions, trials.length, level),
    upperBound: sessions === 0 ? zeroEventsUpperBound(trials.length, level) : null,
  };
}

const refusalsOf = (trial: Trial): number => countRefusals([trial]).attempts;

export function analyseErrors(
  pairs: readonly SessionPair[],
  seed: string,
  clusterOf: (pair: SessionPair) => string,
): ErrorAnalysis {
  const arm = rateOf(pairs.map((pair) => pair.arm));
  const baseline = rateOf(pairs.map((pair) => pair.baseline));
  const rate = ({ sessions, ofSessions }: RateRecord) => ({
    events: sessions,
    attempts: ofSessions,
  });
  const differences = clusterMeans(
    pairs.map((pair) => ({
      cluster: clusterOf(pair),
      value: refusalsOf(pair.arm) - refusalsOf(pair.baseline),
    })),
  );
  return {
    arm,
    baseline,
    difference: newcombeInterval(rate(arm), rate(baseline), level),
    p:
      signFlipP(
        differences.map(({ value }) => value),
        `${seed}/error_400`,
      ) ?? 1,
  };
}
