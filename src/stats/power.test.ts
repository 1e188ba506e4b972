import { describe, expect, test } from 'vitest';
import { minimumDetectableEffect, pairedTPower, sdUpperLimit } from './power.ts';

describe('minimum detectable effect', () => {
  // Where scipy.stats.nct.sf(scipy.stats.t.ppf(.975, n - 1), n - 1, d * sqrt(n)) is 0.8 (brentq).
  test.each([
    [6, 1.43455],
    [8, 1.15604],
    [10, 0.996],
    [12, 0.88866],
    [16, 0.74947],
    [20, 0.66044],
    [30, 0.52924],
  ])('with %d differences of sd 1 it is %d', (n, expected) => {
    expect(minimumDetectableEffect(1, n)).toBeCloseTo(expected, 4);
  });

  test('is where the power is 80%, and scales with the standard deviation', () => {
    const effect = minimumDetectableEffect(3, 12) ?? 0;
    expect(pairedTPower(effect, 3, 12, 0.05)).toBeCloseTo(0.8, 9);
    expect(effect).toBeCloseTo(3 * (minimumDetectableEffect(1, 12) ?? 0), 9);
    expect(minimumDetectableEffect(1, 1)).toBeNull();
  });
});

test('the power without an effect is the size', () => {
  expect(pairedTPower(0, 1, 8, 0.05)).toBeCloseTo(0.05, 7);
});

test('the upper limit of a standard deviation of eight values is a third above it', () => {
  // sqrt(7 / scipy.stats.chi2.ppf(.2, 7))
  expect(sdUpperLimit(1, 8)).toBeCloseTo(Math.sqrt(7 / 3.8223219077661383), 9);
  expect(sdUpperLimit(1, 1)).toBeNull();
});
