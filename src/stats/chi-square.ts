// The chi-square distribution, for limits of a standard deviation.

import { bisect } from './bisect.ts';
import { incompleteGamma } from './incomplete-gamma.ts';

/** Quantile of the chi-square distribution. @param p in (0, 1) */
export function chiSquareQuantile(p: number, degreesOfFreedom: number): number {
  const cdf = (x: number): number => incompleteGamma(degreesOfFreedom / 2, x / 2);
  let high = degreesOfFreedom;
  while (cdf(high) < p) high *= 2;
  return bisect(cdf, p, 0, high);
}
