// The interval of a difference of two rates.

import type { Interval } from './paired-t.ts';
import { wilsonInterval } from './wilson.ts';

/** Events among attempts. */
export interface Rate {
  readonly events: number;
  readonly attempts: number;
}

/**
 * Newcombe's hybrid score interval of `first - second` (1998, method 10), for independent rates.
 * Where the two depend on each other, as those of pairs do, it is too wide for a positive
 * correlation and too narrow for a negative one. null as for `wilsonInterval`.
 */
export function newcombeInterval(first: Rate, second: Rate, level: number): Interval | null {
  const a = wilsonInterval(first.events, first.attempts, level);
  const b = wilsonInterval(second.events, second.attempts, level);
  if (a === null || b === null) return null;
  const rateA = first.events / first.attempts;
  const rateB = second.events / second.attempts;
  const difference = rateA - rateB;
  return {
    low: difference - Math.hypot(rateA - a.low, b.high - rateB),
    high: difference + Math.hypot(a.high - rateA, rateB - b.low),
  };
}
