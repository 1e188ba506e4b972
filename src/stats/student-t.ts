// Student's t distribution.

import { bisect } from './bisect.ts';
import { incompleteBeta } from './incomplete-beta.ts';

/** Distribution function of Student's t. */
export function studentTCdf(t: number, degreesOfFreedom: number): number {
  const tail =
    0.5 * incompleteBeta(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5);
  return t < 0 ? tail : 1 - tail;
}

/** Quantile of Student's t. @param p in (0, 1) */
export function studentTQuantile(p: number, degreesOfFreedom: number): number {
  if (p > 0.5) return -studentTQuantile(1 - p, degreesOfFreedom);
  let low = -1;
  while (studentTCdf(low, degreesOfFreedom) > p) low *= 2;
  return bisect((t) => studentTCdf(t, degreesOfFreedom), p, low, 0);
}
