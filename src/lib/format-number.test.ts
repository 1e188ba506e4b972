import { expect, test } from 'vitest';
import { formatNumber, formatPercent, formatSignedPercent } from './format-number.ts';

test.each([
  [1_234_567, 0, '1,234,567'],
  [-1_234.5, 2, '-1,234.50'],
  [999.999, 0, '1,000'],
])('%s with %d digits is %s', (value, digits, text) => {
  expect(formatNumber(value, digits)).toBe(text);
});

test('a share has no space before its sign, a difference of shares has its own sign', () => {
  expect(formatPercent(0.8926, 2)).toBe('89.26%');
  expect(formatPercent(12.5, 1)).toBe('1,250.0%');
  expect([0.02, -0.032, 0].map((share) => formatSignedPercent(share, 1))).toEqual([
    '+2.0%',
    '-3.2%',
    '+0.0%',
  ]);
});
