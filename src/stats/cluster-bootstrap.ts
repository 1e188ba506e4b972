// Cluster bootstrap with BCa limits, for what has no formula. Whole clusters are drawn, never
// turns. Below 20 clusters every bootstrap of a mean covers too little, so there it gives nothing.

import { createSeededRandom } from '../lib/seeded-random.ts';
import { areFinite, quantile, sum } from './descriptive.ts';
import { normalCdf, normalQuantile } from './normal.ts';
import type { Interval } from './paired-t.ts';

export const clustersMin = 20;
export const defaultDraws = 10_000;

/** How skewed the statistic is, by leaving out one cluster at a time. */
function acceleration<T>(
  clusters: readonly T[],
  statistic: (drawn: readonly T[]) => number,
): number {
  const left = clusters.map((_, skip) => statistic(clusters.filter((__, index) => index !== skip)));
  const centre = sum(left) / left.length;
  const deviations = left.map((value) => centre - value);
  const squares = sum(deviations.map((value) => value ** 2));
  return squares === 0 ? 0 : sum(deviations.map((value) => value ** 3)) / (6 * squares ** 1.5);
}

/**
 * @param statistic of any number of clusters
 * @returns null below 20 clusters, and where the statistic is not finite
 */
export function clusterBootstrap<T>(
  clusters: readonly T[],
  statistic: (drawn: readonly T[]) => number,
  options: { readonly level: number; readonly seed: string; readonly draws?: number },
): Interval | null {
  if (clusters.length < clustersMin) return null;
  const random = createSeededRandom(`${options.seed}/bootstrap`);
  const observed = statistic(clusters);
  const values = Array.from({ length: options.draws ?? defaultDraws }, () =>
    statistic(clusters.map(() => clusters[random.integer(clusters.length)] as T)),
  );
  const below =
    sum(values.map((value) => (value < observed ? 1 : value === observed ? 0.5 : 0))) /
    values.length;
  // All draws on one side: the statistic sits at its border, and there is no bias to correct.
  const bias = below <= 0 || below >= 1 ? 0 : normalQuantile(below);
  if (!areFinite([observed, ...values])) return null;
  const skew = acceleration(clusters, statistic);
  const limit = (p: number): number => {
    const z = bias + normalQuantile(p);
    return quantile(values, normalCdf(bias + z / (1 - skew * z))) ?? observed;
  };
  const tail = (1 - options.level) / 2;
  return { low: limit(tail), high: limit(1 - tail) };
}
