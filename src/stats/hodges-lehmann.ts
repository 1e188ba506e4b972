// The estimate that belongs to the signed-rank test.

import { median } from './descriptive.ts';

/** Hodges-Lehmann estimate: the median of all pairwise means, each value with itself included. */
export function hodgesLehmann(differences: readonly number[]): number | null {
  const means = differences.flatMap((first, index) =>
    differences.slice(index).map((second) => (first + second) / 2),
  );
  return median(means);
}
