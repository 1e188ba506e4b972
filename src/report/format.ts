// Numbers as people read them. English separators; the minus is a real minus sign.

import type { Unit } from './metrics/metric.ts';

const missing = 'n/a';

function group(value: number, digits: number): string {
  const [whole = '', fraction] = Math.abs(value).toFixed(digits).split('.');
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

function magnitude(value: number, unit: Unit): string {
  switch (unit) {
    case 'fraction':
      return `${group(value * 100, 2)} %`;
    case 'usd':
      return `$${group(value, Math.abs(value) < 0.1 ? 4 : 3)}`;
    case 'ms':
      return `${group(value, 0)} ms`;
    default:
      // Means of a session: below ten, a fraction says something.
      return group(value, Math.abs(value) < 10 && !Number.isInteger(value) ? 2 : 0);
  }
}

/** A value with its unit, `n/a` when there is none. */
export function formatValue(value: number | null, unit: Unit): string {
  return value === null ? missing : `${value < 0 ? '−' : ''}${magnitude(value, unit)}`;
}

/** A difference with its sign; percentage points for fractions. */
export function formatDifference(value: number | null, unit: Unit): string {
  if (value === null) return missing;
  if (value === 0) return 'identical by construction';
  const text = unit === 'fraction' ? `${group(value * 100, 2)} points` : magnitude(value, unit);
  return `${value < 0 ? '−' : '+'}${text}`;
}

/** A difference as a share of the baseline, e.g. `+3.2 %`; empty when there is no baseline. */
export function formatShare(difference: number | null, baseline: number | null): string {
  if (difference === null || !baseline || difference === 0) return '';
  const share = (difference / baseline) * 100;
  return `${share < 0 ? '−' : '+'}${group(share, 1)} %`;
}

/** `95 %`, `99.69 %`: of an interval. */
export function formatLevel(level: number): string {
  return `${Number((100 * level).toFixed(level > 0.999 ? 4 : 2))} %`;
}

/** `+0.2 % to +24.1 %`, once when both read the same; a zero has no sign. */
export function formatShareRange(low: number, high: number): string {
  const show = (share: number): string => {
    if (share === 0) return '0';
    const percent = Math.abs(share * 100);
    // A difference is a difference, however small: it must not read as none.
    const text = percent < 0.05 ? percent.toPrecision(1) : group(percent, 1);
    return `${share < 0 ? '−' : '+'}${text} %`;
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
  // The unit once is enough: `−3.22 to −1.22 points`.
  return `${bare(low, from).replace(/ (points|ms)$/, '')} to ${bare(high, to)}`;
}
