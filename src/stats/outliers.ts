// Values far from the others.

import { quantile } from './descriptive.ts';

/** Modified z-score above which a value is named (Iglewicz and Hoaglin 1993). */
export const modifiedZMax = 3.5;

/** Indexes of values far from the median in units of the median deviation. Named, never removed.
 * None where a value is not finite: then there is no median. */
export function findOutliers(values: readonly number[]): number[] {
  const centre = quantile(values, 0.5) ?? 0;
  const deviation = quantile(
    values.map((value) => Math.abs(value - centre)),
    0.5,
  );
  if (!deviation) return [];
  return values.flatMap((value, index) =>
    Math.abs((0.6745 * (value - centre)) / deviation) > modifiedZMax ? [index] : [],
  );
}
