import { describe, expect, test } from 'vitest';
import {
  formatDifference,
  formatRange,
  formatShare,
  formatShareRange,
  formatSize,
} from '../format.ts';
import { metrics } from '../metrics/registry.ts';
import { parseGate } from './gate.ts';
import { parseLimit } from './parse-limit.ts';

const limitOf = (metric: string, printed: string) => {
  const { limit, isShare } = parseGate(`${metric} > ${printed}`, []);
  return [limit, isShare];
};

describe('what a report prints is what --fail-if reads', () => {
  test.each([
    ['uncached_input_tokens', 22_494, 22_494, false],
    ['uncached_input_tokens', -84, -84, false],
    ['uncached_input_tokens', 2.25, 2.25, false],
    ['cost_usd', -0.0102, -0.0102, false],
    ['cost_usd', 1234.5, 1234.5, false],
    ['ttft_ms.p50', -1_250, -1250, false],
    ['cached_ratio', -0.0322, -0.0322, true],
    ['error_400.attempts', 3, 3, false],
  ] as const)('%s, a difference of %d', (name, value, limit, isShare) => {
    const unit = metrics.find((metric) => metric.name === name)?.unit ?? 'count';
    const [number, share] = limitOf(name, formatDifference(value, unit));
    expect(number).toBeCloseTo(limit, 12);
    expect(share).toBe(isShare);
    expect(limitOf(name, formatSize(value, unit))[0]).toBeCloseTo(Math.abs(limit), 12);
  });

  test.each([0.02, -0.02, 0.241, -0.0003, 0.00000002, 12.5])('a share of %d', (share) => {
    const range = formatShareRange(share, share);
    expect(limitOf('cost_usd', range)[0]).toBeCloseTo(share, 12);
    expect(limitOf('cost_usd', range)[1]).toBe(true);
    if (Math.abs(share) < 0.001) return;
    expect(limitOf('cost_usd', formatShare(share))[0]).toBeCloseTo(share, 12);
  });

  test('both ends of a range that shows its unit once', () => {
    const [low = '', high = ''] = formatRange(-0.0322, -0.0122, 'fraction').split(' to ');
    expect(limitOf('cached_ratio', high)[0]).toBeCloseTo(-0.0122, 12);
    expect(limitOf('cached_ratio', `${low} points`)[0]).toBeCloseTo(-0.0322, 12);
  });

  test('a factor is a share, and the minus of older reports is read', () => {
    expect(parseLimit('0.75x', 'ms')).toEqual({ value: -0.25, isShare: true });
    expect(parseLimit('\u22122 %', 'tokens')).toEqual({ value: -0.02, isShare: true });
  });
});

test.each([
  ['$5', 'tokens'],
  ['5 ms', 'tokens'],
  ['2 points', 'usd'],
  ['1,23', 'tokens'],
  ['2 %x', 'tokens'],
  ['n/a', 'tokens'],
  ['', 'tokens'],
] as const)('%j is not a number of %s', (text, unit) => {
  expect(parseLimit(text, unit)).toBeUndefined();
});
