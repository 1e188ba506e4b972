// Shares and means over observations that come in clusters (calls in sessions): calls of one
// session are not independent, so the spread is taken between sessions.

import { areFinite, sum } from './descriptive.ts';
import { normalQuantile } from './normal.ts';
import type { Interval } from './paired-t.ts';
import { studentTQuantile } from './student-t.ts';
import { wilsonInterval } from './wilson.ts';

/** Below this a spread between clusters means nothing. */
export const clusteredIntervalMin = 3;

export interface ClusterCount {
  readonly events: number;
  readonly attempts: number;
}

/**
 * Interval of a share. Wilson's score interval at the effective sample size (Korn and Graubard,
 * 1998): attempts over the design effect, reduced for few clusters by the ratio of the normal and
 * Student's t quantile. Where nothing (or everything) is an event, there is no spread to estimate
 * and the number of clusters counts as the sample size.
 * @returns null below three clusters with attempts, and where a count is not finite
 */
export function clusteredShareInterval(
  clusters: readonly ClusterCount[],
  level: number,
): Interval | null {
  const used = clusters.filter(({ attempts }) => attempts > 0);
  const k = used.length;
  if (k < clusteredIntervalMin || !areFinite(clusters.flatMap(Object.values))) return null;
  const attempts = sum(used.map((cluster) => cluster.attempts));
  const events = sum(used.map((cluster) => cluster.events));
  const share = events / attempts;
  if (events === 0 || events === attempts) {
    return wilsonInterval(events === 0 ? 0 : k, k, level);
  }
  const squares = sum(used.map((c) => (c.events - share * c.attempts) ** 2));
  const variance = ((k / (k - 1)) * squares) / attempts ** 2;
  const simple = (share * (1 - share)) / attempts;
  const p = (1 + level) / 2;
  const reduction = (normalQuantile(p) / studentTQuantile(p, k - 1)) ** 2;
  const effective = Math.max(1, Math.min(attempts, (simple / variance) * attempts) * reduction);
  return wilsonInterval(share * effective, effective, level);
}

export interface ClusterSum {
  readonly sum: number;
  readonly count: number;
}

/**
 * Interval of a mean over all observations (a ratio of sums). The error is the jackknife's over
 * clusters (Miller 1974); Student's t has the degrees of freedom of as many equal clusters as the
 * observations of these are worth (Kish 1965), less one. Where no sum is negative the interval is
 * taken on the logarithm, since a few large clusters carry such means.
 * @returns null below three clusters with observations, and where a number is not finite
 */
export function clusteredMeanInterval(
  clusters: readonly ClusterSum[],
  level: number,
): Interval | null {
  const used = clusters.filter(({ count }) => count > 0);
  const k = used.length;
  if (k < clusteredIntervalMin || !areFinite(clusters.flatMap(Object.values))) return null;
  const count = sum(used.map((cluster) => cluster.count));
  const total = sum(used.map((cluster) => cluster.sum));
  const mean = total / count;
  const without = used.map((cluster) => (total - cluster.sum) / (count - cluster.count));
  const squares = sum(without.map((other) => (other - mean) ** 2));
  const error = Math.sqrt(((k - 1) / k) * squares);
  const worth = count ** 2 / sum(used.map((cluster) => cluster.count ** 2));
  const reach = studentTQuantile((1 + level) / 2, Math.max(1, worth - 1)) * error;
  if (mean > 0 && used.every((cluster) => cluster.sum >= 0)) {
    const factor = Math.exp(reach / mean);
    return { low: mean / factor, high: mean * factor };
  }
  return { low: mean - reach, high: mean + reach };
}
