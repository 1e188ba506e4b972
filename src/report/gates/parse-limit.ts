// The number of a gate, as a person types it or as a report prints it: `300`, `+22,494`,
// `-$0.0102`, `+5 ms`, `+2%`, `-3.22 points`, `0.82x`.

import type { Unit } from '../metrics/metric.ts';

export interface Limit {
  /** A share as a fraction; else in the metric's unit. */
  readonly value: number;
  /** A share of the baseline; of a ratio: percentage points. */
  readonly isShare: boolean;
}

const pattern = /^([+-]?)(\$?)(\d+|\d{1,3}(?:,\d{3})+)(\.\d+)?(e-\d+)?\s?(%|x|points|ms)?$/;

/** Signs that belong to one unit; shares and factors are of any. */
const unitOf: Readonly<Record<string, Unit>> = { $: 'usd', ms: 'ms', points: 'fraction' };

/**
 * undefined: not a number, or not one of this unit. Older reports print U+2212 as the minus, and a
 * space before the percent sign.
 */
export function parseLimit(text: string, unit: Unit): Limit | undefined {
  const match = pattern.exec(text.replace('\u2212', '-'));
  if (match === null) return undefined;
  const [, sign = '', dollar = '', whole = '', fraction = '', exponent = '', suffix = ''] = match;
  if ([dollar, suffix].some((given) => (unitOf[given] ?? unit) !== unit)) return undefined;
  const number = Number(`${sign}${whole.replaceAll(',', '')}${fraction}${exponent}`);
  if (suffix === 'x') return { value: number - 1, isShare: true };
  const isShare = suffix === '%' || suffix === 'points';
  return { value: isShare ? number / 100 : number, isShare };
}
