// How much the mean of a cluster varies when it rests on another number of repeats.

import { chiSquareQuantile } from './chi-square.ts';
import { areFinite, sum } from './descriptive.ts';
import { mean, sampleSd } from './moments.ts';

/** Standard deviation of cluster means at some number of repeats. */
export interface PlannedSd {
  readonly sd: number;
  /** Upper confidence limit: an estimate is as often too small as too large. */
  readonly upper: number;
}

/**
 * Splits the variance of a pilot into that between clusters and that within them, and puts it
 * together for another number of repeats: `V(r) = s2 + w2 (1/r - 1/m)`, where s2 is the variance of
 * the means of m repeats and w2 the pooled variance within clusters. The degrees of freedom are
 * Satterthwaite's (1946). A pilot of one repeat says nothing about the variance within clusters:
 * then s2 is planned with, which is too large for more repeats and never too small.
 * @param clusters the differences of a pilot, by cluster
 * @returns null below two clusters, and where a difference is not finite
 */
export function plannedSd(
  clusters: readonly (readonly number[])[],
  repeats: number,
  level: number,
): PlannedSd | null {
  const used = clusters.filter(({ length }) => length > 0);
  const k = used.length;
  if (k < 2 || !areFinite(used.flat()) || !(repeats >= 1)) return null;
  const between = (sampleSd(used.map((group) => mean(group) ?? 0)) ?? 0) ** 2;
  const dfWithin = sum(used.map(({ length }) => length - 1));
  const within =
    dfWithin === 0
      ? 0
      : sum(used.map((group) => (group.length - 1) * (sampleSd(group) ?? 0) ** 2)) / dfWithin;
  const harmonic = k / sum(used.map(({ length }) => 1 / length));
  const share = 1 / repeats - 1 / harmonic;
  // What is left between clusters cannot be negative.
  const variance = Math.max(between + within * share, within / repeats);
  const spread = between ** 2 / (k - 1) + (dfWithin === 0 ? 0 : (within * share) ** 2 / dfWithin);
  const df = spread === 0 ? k - 1 : variance ** 2 / spread;
  return {
    sd: Math.sqrt(variance),
    upper: Math.sqrt((variance * df) / chiSquareQuantile(1 - level, df)),
  };
}
