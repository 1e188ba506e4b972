// One metric of a measured comparison: difference per pair of sessions, one mean per cluster,
// paired t over the clusters, and the tests that assume less beside it.

import type { PriceRecord, Trial } from '../../domain/run.ts';
import { clusterMeans } from '../../stats/cluster-means.ts';
import { equivalenceP } from '../../stats/equivalence.ts';
import { hodgesLehmann } from '../../stats/hodges-lehmann.ts';
import { pairedRatio, sessionLogRatio } from '../../stats/log-ratio.ts';
import { mean } from '../../stats/moments.ts';
import { findOutliers } from '../../stats/outliers.ts';
import { type Interval, pairedT } from '../../stats/paired-t.ts';
import { minimumDetectableEffect, sdUpperLimit } from '../../stats/power.ts';
import { signFlipP } from '../../stats/sign-flip.ts';
import { wilcoxonSignedRankP } from '../../stats/wilcoxon.ts';
import type { Metric } from '../metrics/metric.ts';
import type { SessionPair } from './session-pairs.ts';

export interface MetricAnalysis {
  readonly metric: Metric;
  /** `ratio`: effect and limits are arm over baseline, 1 means no difference (times). */
  readonly scale: 'difference' | 'ratio';
  /** Independent clusters: what n is. */
  readonly clusters: number;
  readonly pairs: number;
  readonly effect: number;
  readonly low: number;
  readonly high: number;
  /** Of the interval: 95%, or what the planned look leaves. */
  readonly level: number;
  /** Of the narrow interval: 90%, or what the planned interim analysis leaves. */
  readonly equivalenceLevel: number;
  /** Equivalent when it lies inside the tolerance. */
  readonly narrow: Interval;
  /** Mean session of the baseline, in the metric's unit; null on the ratio scale. */
  readonly baselineMean: number | null;
  /** What counts as a difference at all, on the scale of the test (logarithms for ratios). */
  readonly tolerance: number;
  readonly p: number;
  readonly signFlipP: number;
  readonly wilcoxonP: number;
  readonly hodgesLehmann: number;
  readonly equivalenceP: number;
  /** Standard deviation of the clusters' differences, on the scale of the test. */
  readonly sd: number;
  /**
   * Smallest effect that a run of this size finds in four of five cases, at the sd's upper limit.
   */
  readonly minimumDetectable: number;
  /** The pairs' differences by cluster, on the scale of the test. */
  readonly byCluster: readonly (readonly number[])[];
  /** Clusters far from the others: named, never removed. */
  readonly outliers: readonly string[];
}

/** A session's value of a metric. */
export function sessionValue(
  metric: Metric,
  trial: Trial,
  price: PriceRecord | null,
): number | null {
  return metric.compute({ turns: trial.turns, sessions: 1, price });
}

interface Scaled {
  readonly scale: MetricAnalysis['scale'];
  readonly values: readonly { readonly cluster: string; readonly value: number }[];
  readonly baselineMean: number | null;
}

function firstAttemptTimes({ turns }: Trial): (number | null)[] {
  return turns.filter(({ attempt }) => attempt === 1).map(({ ttftMs }) => ttftMs);
}

function scaledDifferences(
  metric: Metric,
  pairs: readonly SessionPair[],
  price: PriceRecord | null,
  clusterOf: (pair: SessionPair) => string,
): Scaled {
  if (metric.name === 'ttft_ms.p50') {
    const values = pairs.flatMap((pair) => {
      const value = sessionLogRatio(firstAttemptTimes(pair.arm), firstAttemptTimes(pair.baseline));
      return value === null ? [] : [{ cluster: clusterOf(pair), value }];
    });
    return { scale: 'ratio', values, baselineMean: null };
  }
  const known = pairs.flatMap((pair) => {
    const own = sessionValue(metric, pair.arm, price);
    const other = sessionValue(metric, pair.baseline, price);
    return own === null || other === null
      ? []
      : [{ cluster: clusterOf(pair), value: own - other, other }];
  });
  const baseline = clusterMeans(known.map(({ cluster, other }) => ({ cluster, value: other })));
  return {
    scale: 'difference',
    values: known,
    baselineMean: mean(baseline.map(({ value }) => value)),
  };
}

/**
 * @param tolerance share of the baseline that does not matter, e.g. 0.02
 * @param clusterOf what is independent of each other: the scenario, or the block of a single one
 * @returns null when fewer than two clusters have a value
 */
export function analyseMetric(
  metric: Metric,
  pairs: readonly SessionPair[],
  options: {
    readonly price: PriceRecord | null;
    readonly tolerance: number;
    readonly seed: string;
    readonly clusterOf: (pair: SessionPair) => string;
    readonly level: number;
    readonly equivalenceLevel: number;
  },
): MetricAnalysis | null {
  const scaled = scaledDifferences(metric, pairs, options.price, options.clusterOf);
  const clusters = clusterMeans(scaled.values);
  const means = clusters.map(({ value }) => value);
  const test = scaled.scale === 'ratio' ? pairedRatio : pairedT;
  const { level } = options;
  const found = test(means, level);
  const narrow = test(means, options.equivalenceLevel);
  if (found === null || narrow === null) return null;
  const tolerance =
    scaled.scale === 'ratio'
      ? Math.log(1 + options.tolerance)
      : metric.unit === 'fraction'
        ? options.tolerance
        : options.tolerance * Math.abs(scaled.baselineMean ?? 0);
  const n = means.length;
  return {
    metric,
    scale: scaled.scale,
    clusters: n,
    pairs: scaled.values.length,
    effect: found.effect,
    low: found.low,
    high: found.high,
    p: found.p,
    sd: found.sd,
    level,
    equivalenceLevel: options.equivalenceLevel,
    narrow: { low: narrow.low, high: narrow.high },
    baselineMean: scaled.baselineMean,
    tolerance,
    signFlipP: signFlipP(means, `${options.seed}/${metric.name}`) ?? 1,
    wilcoxonP: wilcoxonSignedRankP(means) ?? 1,
    hodgesLehmann: hodgesLehmann(means) ?? found.effect,
    equivalenceP: equivalenceP(means, tolerance) ?? 1,
    minimumDetectable:
      minimumDetectableEffect(sdUpperLimit(found.sd, n) ?? found.sd, n, { alpha: 1 - level }) ?? 0,
    byCluster: clusters.map(({ cluster }) =>
      scaled.values.flatMap((one) => (one.cluster === cluster ? [one.value] : [])),
    ),
    outliers: findOutliers(means).map((index) => clusters[index]?.cluster ?? ''),
  };
}
