// Paired t: the mean of differences, its interval and its p-value. The differences are those of
// independent clusters (one mean a scenario or session): turns of one session are not independent.

import { mean, sampleSd } from './moments.ts';
import { studentTCdf, studentTQuantile } from './student-t.ts';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface PairedT extends Interval {
  readonly n: number;
  readonly effect: number;
  readonly sd: number;
  /** Two-sided. */
  readonly p: number;
}

/**
 * null below two differences, and where one is not finite. Equal differences have no spread: the
 * interval is a point, and p is 0 (1 when they are all 0).
 * @param level of the interval, e.g. 0.95
 */
export function pairedT(differences: readonly number[], level: number): PairedT | null {
  const effect = mean(differences);
  const sd = sampleSd(differences);
  if (effect === null || sd === null) return null;
  const n = differences.length;
  const error = sd / Math.sqrt(n);
  const reach = studentTQuantile((1 + level) / 2, n - 1) * error;
  const p =
    error === 0 ? (effect === 0 ? 1 : 0) : 2 * studentTCdf(-Math.abs(effect / error), n - 1);
  return { n, effect, sd, low: effect - reach, high: effect + reach, p };
}
