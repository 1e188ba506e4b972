import { describe, expect, test } from 'vitest';
import { median, quantile, rangeOf, ratio, sum } from './descriptive.ts';

describe('quantile', () => {
  // Expected values: R 4, quantile(c(15, 20, 35, 40, 50), c(0, .05, .3, .4, .5, 1)), type 7.
  test.each([
    [0, 15],
    [0.05, 16],
    [0.3, 23],
    [0.4, 29],
    [0.5, 35],
    [1, 50],
  ])('%d of 15, 20, 35, 40, 50 is %d', (q, expected) => {
    expect(quantile([50, 15, 40, 20, 35], q)).toBeCloseTo(expected, 10);
  });

  test('of nothing is null', () => {
    expect(quantile([], 0.5)).toBeNull();
  });
});

test('a median lies between the two middle values of an even count', () => {
  expect(median([9, 1, 4, 2])).toBe(3);
  expect(median([9, 1, 4])).toBe(4);
  expect(median([])).toBeNull();
});

test('a ratio with nothing below the line is null, not NaN', () => {
  expect(ratio(0, 0)).toBeNull();
  expect(ratio(1, 4)).toBe(0.25);
});

test('sum and range of the same numbers', () => {
  expect(sum([1, 2, 3.5])).toBe(6.5);
  expect(rangeOf([2, -1, 3])).toEqual({ low: -1, high: 3 });
  expect(rangeOf([])).toBeNull();
});
