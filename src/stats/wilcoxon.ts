// Wilcoxon's signed-rank test, exact for ties too: the distribution of the rank sum is counted over
// all signs of the ranks that are there. Zeros are dropped, as Wilcoxon did.

import { areFinite } from './descriptive.ts';

/** Twice the mid-rank of each absolute value: whole numbers, so that sums can be counted. */
function doubledRanks(values: readonly number[]): number[] {
  const sizes = values.map(Math.abs);
  return sizes.map((size) => {
    const smaller = sizes.filter((other) => other < size).length;
    const equal = sizes.filter((other) => other === size).length;
    return 2 * smaller + equal + 1;
  });
}

/** Two-sided p; 1 when every difference is zero; null for none, and where one is not finite. */
export function wilcoxonSignedRankP(differences: readonly number[]): number | null {
  if (differences.length === 0 || !areFinite(differences)) return null;
  const values = differences.filter((value) => value !== 0);
  const ranks = doubledRanks(values);
  const total = ranks.reduce((all, rank) => all + rank, 0);
  // ways[s]: share of the sign patterns whose positive ranks sum to s.
  let ways = new Float64Array(total + 1);
  ways[0] = 1;
  for (const rank of ranks) {
    const next = new Float64Array(total + 1);
    for (let s = 0; s <= total; s++) {
      next[s] = ((ways[s] ?? 0) + (s >= rank ? (ways[s - rank] ?? 0) : 0)) / 2;
    }
    ways = next;
  }
  const positive = ranks.reduce(
    (all, rank, index) => all + ((values[index] ?? 0) > 0 ? rank : 0),
    0,
  );
  const distance = Math.abs(2 * positive - total);
  return ways.reduce((p, share, s) => (Math.abs(2 * s - total) >= distance ? p + share : p), 0);
}
