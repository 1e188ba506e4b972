// Sign-flip test: if nothing differs, each difference could as well have had the other sign.
// Assumes symmetry and nothing else. Exact up to 20 differences: all 2^n signs are counted.

import { createSeededRandom } from '../lib/seeded-random.ts';
import { areFinite, sum } from './descriptive.ts';

/** Above this, 2^n signs are more than a report should wait for. */
export const exactDifferencesMax = 20;
const draws = 10_000;
/** Sums that differ by less than this share are equal: the order of adding is not evidence. */
const relativeTie = 1e-12;

/** Every sum of +-differences, one sign changed at a time (Gray code). */
function countExact(values: readonly number[], atLeast: number): number {
  const signs = values.map(() => 1);
  let total = sum(values);
  let count = 0;
  for (let step = 1; step <= 2 ** values.length; step++) {
    if (Math.abs(total) >= atLeast) count++;
    const flipped = Math.log2(step & -step);
    const value = values[flipped] ?? 0;
    const sign = signs[flipped] ?? 1;
    total -= 2 * sign * value;
    signs[flipped] = -sign;
  }
  return count;
}

/**
 * Two-sided p; null for none, and where a difference is not finite. Above 20 differences 10,000
 * seeded draws are counted, plus the observed one, so that p is never 0.
 */
export function signFlipP(differences: readonly number[], seed: string): number | null {
  const n = differences.length;
  if (n === 0 || !areFinite(differences)) return null;
  const scale = sum(differences.map(Math.abs));
  const atLeast = Math.abs(sum(differences)) - relativeTie * scale;
  if (n <= exactDifferencesMax) return countExact(differences, atLeast) / 2 ** n;
  const random = createSeededRandom(`${seed}/sign-flip`);
  let count = 1;
  for (let draw = 0; draw < draws; draw++) {
    let total = 0;
    for (const value of differences) total += random.next() < 0.5 ? value : -value;
    if (Math.abs(total) >= atLeast) count++;
  }
  return count / (draws + 1);
}
