// What an experiment can see, before it is paid for.

import { bisect } from './bisect.ts';
import { chiSquareQuantile } from './chi-square.ts';
import { areFinite } from './descriptive.ts';
import { noncentralTUpperTail } from './noncentral-t.ts';
import { studentTQuantile } from './student-t.ts';

/**
 * Probability that a two-sided paired t test over n differences finds a true effect.
 * @throws TypeError for numbers that are not finite, and a deviation that is not above zero
 */
export function pairedTPower(effect: number, sd: number, n: number, alpha: number): number {
  if (!areFinite([effect, sd, n, alpha]) || sd <= 0) throw new TypeError('no finite design');
  const shift = (Math.abs(effect) / sd) * Math.sqrt(n);
  const critical = studentTQuantile(1 - alpha / 2, n - 1);
  const found = noncentralTUpperTail(critical, n - 1, shift);
  const wrongSide = 1 - noncentralTUpperTail(-critical, n - 1, shift);
  return found + wrongSide;
}

/** Effects beyond this many standard deviations need no planning. */
const effectSdsMax = 1_000;

/**
 * In standard deviations; a report asks for the same n once per metric. Bounded by the sizes asked.
 */
const detectable = new Map<string, number>();

function detectableInSds(n: number, alpha: number, power: number): number {
  const key = `${n}/${alpha}/${power}`;
  const known = detectable.get(key);
  if (known !== undefined) return known;
  const found = bisect((effect) => pairedTPower(effect, 1, n, alpha), power, 0, effectSdsMax);
  detectable.set(key, found);
  return found;
}

/** Smallest true effect that is found with this probability; null below two differences, and
 * where the deviation is not finite. */
export function minimumDetectableEffect(
  sd: number,
  n: number,
  { alpha = 0.05, power = 0.8 }: { readonly alpha?: number; readonly power?: number } = {},
): number | null {
  if (!(n >= 2) || !areFinite([sd, n])) return null;
  return sd * detectableInSds(n, alpha, power);
}

/**
 * Upper confidence limit of a standard deviation: a pilot's own is as often too small as too large,
 * and planning with it misses every second time. null below two values, and where one is not
 * finite.
 */
export function sdUpperLimit(sd: number, n: number, level = 0.8): number | null {
  return !(n >= 2) || !areFinite([sd, n])
    ? null
    : sd * Math.sqrt((n - 1) / chiSquareQuantile(1 - level, n - 1));
}
