// Numbers with their units, as the pages and the terminal print them. What is printed can be pasted
// into `--fail-if` (gates/parse-limit.ts).

import { formatNumber, formatPercent, formatSignedPercent } from '../lib/format-number.ts';
import type { Unit } from './metrics/metric.ts';

const missing = 'n/a';

function magnitude(value: number, unit: Unit): string {
  const size = Math.abs(value);
  switch (unit) {
    case 'fraction':
      return formatPercent(size, 2);
    case 'usd':
      return `$${formatNumber(size, size < 0.1 ? 4 : 3)}`;
    case 'ms':
      return `${formatNumber(size, 0)} ms`;
    default:
      // Means of a session: below ten, a fraction says something.
      return formatNumber(size, size < 10 && !Number.isInteger(size) ? 2 : 0);
  }
}

/** A value with its unit, `n/a` when there is none. */
export function formatValue(value: number | null, unit: Unit): string {
  return value === null ? missing : `${value < 0 ? '-' : ''}${magnitude(value, unit)}`;
}

/** A size without a sign; percentage points for fractions. */
export function formatSize(value: number, unit: Unit): string {
  return unit === 'fraction'
    ? `${formatNumber(Math.abs(value) * 100, 2)} points`
    : magnitude(value, unit);
}

/** A difference with its sign; percentage points for fractions. */
export function formatDifference(value: number | null, unit: Unit): string {
  if (value === null) return missing;
  if (value === 0) return 'equal';
  return `${value < 0 ? '-' : '+'}${formatSize(value, unit)}`;
}

/** A difference as a share of the baseline, e.g. `+3.2%`; empty when there is no baseline. */
export function formatShare(share: number | null): string {
  return share === null || share === 0 ? '' : formatSignedPercent(share, 1);
}

/** `95%`, `99.69%`: of an interval. */
export function formatLevel(level: number): string {
  return `${Number((100 * level).toFixed(level > 0.999 ? 4 : 2))}%`;
}

/** `+0.2% to +24.1%`, once when both read the same; a zero has no sign. */
export function formatShareRange(low: number, high: number): string {
  const show = (share: number): string => {
    if (share === 0) return '0';
    const percent = Math.abs(share * 100);
    // A difference is a difference, however small: it must not read as none.
    if (percent < 0.05) return `${share < 0 ? '-' : '+'}${percent.toPrecision(1)}%`;
    return formatSignedPercent(share, 1);
  };
  const [from, to] = [show(low), show(high)];
  return from === to ? from : `${from} to ${to}`;
}

/** `low to high`, once when both read the same. */
export function formatRange(low: number | null, high: number | null, unit: Unit): string {
  const from = formatDifference(low, unit);
  const to = formatDifference(high, unit);
  if (from === to) return from;
  const bare = (value: number | null, text: string): string => (value === 0 ? '0' : text);
  // The unit once is enough: `-3.22 to -1.22 points`.
  return `${bare(low, from).replace(/ (points|ms)$/, '')} to ${bare(high, to)}`;
}
