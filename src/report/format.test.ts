import { describe, expect, test } from 'vitest';
import {
  formatDifference,
  formatRange,
  formatShare,
  formatShareRange,
  formatValue,
} from './format.ts';

describe('numbers as people read them', () => {
  test.each([
    [1234567, 'tokens', '1,234,567'],
    [0.8926, 'fraction', '89.26%'],
    [0.0123, 'usd', '$0.0123'],
    [12.3456, 'usd', '$12.346'],
    [3731.4, 'ms', '3,731 ms'],
    [null, 'usd', 'n/a'],
    [-5, 'tokens', '-5'],
  ] as const)('%s %s is %s', (value, unit, text) => {
    expect(formatValue(value, unit)).toBe(text);
  });

  test.each([
    [0, 'tokens', 'equal'],
    [22494, 'tokens', '+22,494'],
    [-0.0322, 'fraction', '-3.22 points'],
    [null, 'ms', 'n/a'],
  ] as const)('a difference of %s %s is %s', (value, unit, text) => {
    expect(formatDifference(value, unit)).toBe(text);
  });

  test.each([
    [-610, 3742, 'tokens', '-610 to +3,742'],
    [-0.0322, -0.0122, 'fraction', '-3.22 to -1.22 points'],
    [0, 5, 'ms', '0 to +5 ms'],
    [5, 5, 'ms', '+5 ms'],
    [0, 0, 'usd', 'equal'],
  ] as const)('%s to %s %s is %s', (low, high, unit, text) => {
    expect(formatRange(low, high, unit)).toBe(text);
  });

  test('a share needs a baseline', () => {
    expect(formatShare(0.05)).toBe('+5.0%');
    expect(formatShare(null)).toBe('');
    expect(formatShare(0)).toBe('');
  });
});

test('a range of shares: zero has no sign, little is not nothing', () => {
  expect(formatShareRange(0, 0.241)).toBe('0 to +24.1%');
  expect(formatShareRange(-0.0003, 1.5)).toBe('-0.03% to +150.0%');
  expect(formatShareRange(0.02, 0.02)).toBe('+2.0%');
});
