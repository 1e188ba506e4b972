// From intervals and p-values to one word per arm. The rules are in docs/statistics.md.

import { holm } from '../../stats/holm.ts';
import type { MetricAnalysis } from './analyse-metric.ts';

export type Verdict = 'better' | 'worse' | 'equivalent' | 'inconclusive' | 'invalid';

/** A metric's p-values, after the adjustment for the arms that are compared in one run. */
export interface AdjustedTests {
  /** Of the two-sided test of a difference. */
  readonly p: number;
  /** Of the two one-sided tests of equivalence. */
  readonly equivalenceP: number;
}

/**
 * Of one metric of which less is better. A difference counts when its test rejects and it is at
 * least the tolerance; equivalent when both one-sided tests reject.
 * @param tests adjusted where several arms are compared; the metric's own p-values otherwise
 */
export function metricVerdict(
  analysis: MetricAnalysis | null,
  tests: AdjustedTests | null = analysis,
): Verdict {
  if (analysis === null || tests === null) return 'invalid';
  const { effect, low, high, level, equivalenceLevel, tolerance } = analysis;
  const isDifferent = tests.p < 1 - level && Math.abs(effect) >= tolerance;
  if (isDifferent) return effect > 0 ? 'worse' : 'better';
  if (tests.equivalenceP < (1 - equivalenceLevel) / 2) return 'equivalent';
  // Nothing differed and there is no tolerance to be inside of.
  if (effect === 0 && low === 0 && high === 0) return 'equivalent';
  return 'inconclusive';
}

/** What an arm's verdict is made of. */
export interface ArmEvidence {
  /** Of the primary metric, cost; null: it cannot be computed. */
  readonly primary: MetricAnalysis | null;
  /** Trials enough of a declared population, at a planned analysis. */
  readonly mayInfer: boolean;
  /** Nearly all pairs are complete, and both arms lost the same trials. */
  readonly isComparable: boolean;
}

export interface ArmVerdict {
  readonly verdict: Verdict;
  /**
   * The primary metric's p-value after Holm's adjustment over the arms; null: nothing is tested.
   */
  readonly adjustedP: number | null;
}

/**
 * Of every arm that is compared with the baseline. The error of all verdicts together is 5%: Holm's
 * adjustment is over the arms, for differences and for equivalence.
 * @param arms in any order; the verdicts are in the same
 */
export function armVerdicts(arms: readonly ArmEvidence[]): ArmVerdict[] {
  const adjust = (of: (primary: MetricAnalysis) => number): (number | null)[] => {
    const tested = arms.flatMap(({ primary, mayInfer }) =>
      primary !== null && mayInfer ? [of(primary)] : [],
    );
    const adjusted = holm(tested)[Symbol.iterator]();
    return arms.map(({ primary, mayInfer }) =>
      primary !== null && mayInfer ? (adjusted.next().value ?? 1) : null,
    );
  };
  const ps = adjust(({ p }) => p);
  const equivalencePs = adjust(({ equivalenceP }) => equivalenceP);
  return arms.map(({ primary, isComparable }, index) => {
    const p = ps[index] ?? null;
    const equivalenceP = equivalencePs[index] ?? null;
    if (primary === null) return { verdict: 'invalid', adjustedP: null };
    if (p === null || equivalenceP === null) return { verdict: 'inconclusive', adjustedP: null };
    if (!isComparable) return { verdict: 'inconclusive', adjustedP: p };
    return { verdict: metricVerdict(primary, { p, equivalenceP }), adjustedP: p };
  });
}
