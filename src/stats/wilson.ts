// The interval of a rate, and the bound where nothing was seen.

import { areFinite } from './descriptive.ts';
import { normalQuantile } from './normal.ts';
import type { Interval } from './paired-t.ts';

/** Events among attempts; either may be an effective number, which is not whole. */
function isRate(events: number, attempts: number): boolean {
  return areFinite([events, attempts]) && attempts > 0 && events >= 0 && events <= attempts;
}

/** Wilson's score interval of a rate; null without attempts, or where they are not counts. */
export function wilsonInterval(events: number, attempts: number, level: number): Interval | null {
  if (!isRate(events, attempts)) return null;
  const z = normalQuantile((1 + level) / 2);
  const rate = events / attempts;
  const centre = rate + (z * z) / (2 * attempts);
  const reach = z * Math.sqrt((rate * (1 - rate)) / attempts + (z * z) / (4 * attempts ** 2));
  const scale = 1 + (z * z) / attempts;
  return {
    low: events === 0 ? 0 : Math.max(0, (centre - reach) / scale),
    high: events === attempts ? 1 : Math.min(1, (centre + reach) / scale),
  };
}

/**
 * Upper bound of a rate of which nothing was seen in independent attempts: one-sided, exact. Of
 * three hundred attempts without an event it says: less than 1%.
 */
export function zeroEventsUpperBound(attempts: number, level: number): number | null {
  return !isRate(0, attempts) ? null : 1 - (1 - level) ** (1 / attempts);
}
