import { expect, test } from 'vitest';
import { pairedRatio, sessionLogRatio } from './log-ratio.ts';
import { findOutliers } from './outliers.ts';

test('turns are matched by index; the median turn stands for the session', () => {
  expect(sessionLogRatio([200, 100, null, 800, 5], [100, 100, 100, 200])).toBeCloseTo(Math.log(2));
  expect(sessionLogRatio([null, 0], [1, 1])).toBeNull();
});

test('a ratio and its inverse cancel', () => {
  const found = pairedRatio([Math.log(2), Math.log(0.5), 0], 0.95);
  expect(found?.effect).toBeCloseTo(1, 12);
  expect((found?.low ?? 0) * (found?.high ?? 0)).toBeCloseTo(1, 9);
  expect(pairedRatio([0.1], 0.95)).toBeNull();
});

test('a value far from the median is named', () => {
  // Median 5, median deviation 1: 12 has a modified z of 4.7, 10 of 3.4.
  expect(findOutliers([4, 5, 6, 3, 5, 7, 12, 10, 4])).toEqual([6]);
  expect(findOutliers([1, 1, 1, 9])).toEqual([]);
});
