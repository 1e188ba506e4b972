// From intervals to one word. The rules are in docs/statistics.md; nothing here looks at p-values.

import type { MetricAnalysis } from './analyse-metric.ts';

export type Verdict = 'better' | 'worse' | 'equivalent' | 'inconclusive' | 'invalid';

/**
 * Of one metric of which less is better. A difference counts when its interval excludes zero and it
 * is at least the tolerance; equivalent when the 90% interval lies inside the tolerance.
 */
export function metricVerdict(analysis: MetricAnalysis | null): Verdict {
  if (analysis === null) return 'invalid';
  const { effect, low, high, narrow, tolerance } = analysis;
  if (low > 0 && effect >= tolerance) return 'worse';
  if (high < 0 && -effect >= tolerance) return 'better';
  if (narrow.low > -tolerance && narrow.high < tolerance) return 'equivalent';
  // Nothing differed and there is no tolerance to be inside of.
  if (effect === 0 && low === 0 && high === 0) return 'equivalent';
  return 'inconclusive';
}

/** True when the interval rules out that the metric is worse by more than the tolerance. */
export function isNotWorse(analysis: MetricAnalysis | null): boolean {
  return analysis !== null && analysis.high <= analysis.tolerance;
}

/**
 * Of the arm. `better` needs the primary metric to be better and every other decision metric to be
 * shown not worse, and no more sessions lost than in the baseline.
 * @param primary uncached input tokens, declared before any run
 */
export function armVerdict(
  primary: MetricAnalysis | null,
  others: readonly (MetricAnalysis | null)[],
  losesMoreSessions: boolean,
): Verdict {
  const known = others.filter((other) => other !== null);
  if (primary === null) return 'invalid';
  const verdicts = [primary, ...known].map(metricVerdict);
  if (verdicts.includes('worse')) return 'worse';
  if (losesMoreSessions) return 'inconclusive';
  if (verdicts[0] === 'better' && known.length === others.length && others.every(isNotWorse)) {
    return 'better';
  }
  return verdicts.every((verdict) => verdict === 'equivalent') && known.length === others.length
    ? 'equivalent'
    : 'inconclusive';
}
