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
 * the means of m repeats and w2 the pooled variance within clusters. The limit is the modified
 * large-sample one: Graybill and Wang 1980 for a sum (fewer repeats than the pilot's), Ting and
 * others 1990 for a difference (more), without their cross term. A pilot of one repeat says nothing
 * about the variance within clusters: then s2 is planned with, which is too large for more repeats.
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
  const room = (df: number, at: number): number => df / chiSquareQuantile(at, df) - 1;
  const terms = [between * room(k - 1, 1 - level)];
  if (dfWithin > 0) terms.push(within * share * room(dfWithin, share > 0 ? 1 - level : level));
  return { sd: Math.sqrt(variance), upper: Math.sqrt(variance + Math.hypot(...terms)) };
}
