// Mean and standard deviation.

import { areFinite, sum } from './descriptive.ts';

/** Arithmetic mean; null for none, and where a value is not finite. */
export function mean(values: readonly number[]): number | null {
  return values.length === 0 || !areFinite(values) ? null : sum(values) / values.length;
}

/** Standard deviation with n - 1 below the line; null below two values, else as `mean`. */
export function sampleSd(values: readonly number[]): number | null {
  const centre = mean(values);
  if (centre === null || values.length < 2) return null;
  return Math.sqrt(sum(values.map((value) => (value - centre) ** 2)) / (values.length - 1));
}
