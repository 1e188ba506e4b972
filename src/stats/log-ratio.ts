// Times are compared as ratios: twice as slow is as far from equal as twice as fast, and logarithms
// of times are closer to a bell than times are.

import { median } from './descriptive.ts';
import { type PairedT, pairedT } from './paired-t.ts';

/**
 * A session's log ratio: the median over the turns that both have, matched by index.
 * null without a matched pair of positive times, and where a time is not finite.
 */
export function sessionLogRatio(
  arm: readonly (number | null)[],
  baseline: readonly (number | null)[],
): number | null {
  const ratios = arm.flatMap((value, index) => {
    const other = baseline[index] ?? null;
    return value === null || other === null || value <= 0 || other <= 0
      ? []
      : [Math.log(value / other)];
  });
  return median(ratios);
}

/**
 * Paired t over log ratios, said as a ratio: 1 is not a difference. `sd` stays that of the
 * logarithms.
 */
export function pairedRatio(logRatios: readonly number[], level: number): PairedT | null {
  const found = pairedT(logRatios, level);
  if (found === null) return null;
  return {
    ...found,
    effect: Math.exp(found.effect),
    low: Math.exp(found.low),
    high: Math.exp(found.high),
  };
}
