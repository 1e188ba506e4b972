// The standard normal distribution.

import { bisect } from './bisect.ts';
import { incompleteGammaUpper } from './incomplete-gamma.ts';

/** Standard normal distribution function. */
export function normalCdf(x: number): number {
  const tail = 0.5 * incompleteGammaUpper(0.5, (x * x) / 2);
  return x < 0 ? tail : 1 - tail;
}

/** Beyond this the tail is below what a double can hold. */
const rangeMax = 38;

/** Quantile of the standard normal distribution. @param p in (0, 1) */
export function normalQuantile(p: number): number {
  // By the nearer tail: near 1 the distribution function has no digits left.
  if (p > 0.5) return -normalQuantile(1 - p);
  return bisect(normalCdf, p, -rangeMax, 0);
}
