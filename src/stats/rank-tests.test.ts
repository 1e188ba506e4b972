import { describe, expect, test } from 'vitest';
import { depression, maize } from './classic-data.test-support.ts';
import { hodgesLehmann } from './hodges-lehmann.ts';
import { signFlipP } from './sign-flip.ts';
import { wilcoxonSignedRankP } from './wilcoxon.ts';

describe('sign-flip test', () => {
  // Fisher 1935, section 21: 1,726 of 32,768 sums are at least as large.
  test("Darwin's maize: 1,726 of 32,768", () => {
    expect(signFlipP(maize, 's')).toBe(1726 / 32768);
  });

  test.each([
    [[1, 2, 3, 4, 5], 0.0625],
    [[1, 1, 1, 1, 1, 1, 1, 1], 2 / 256],
    [[0.1, 0.2, -0.3], 1],
    [[0, 0], 1],
  ])('of %j is %d', (values, p) => {
    expect(signFlipP(values, 's')).toBe(p);
  });

  test('above 20 differences it is drawn: seeded, near the exact value, never 0', () => {
    const values = [...maize, 0, 0, 0, 0, 0, 0];
    const drawn = signFlipP(values, 'a') ?? 0;
    expect(drawn).toBe(signFlipP(values, 'a'));
    // 10,000 draws: standard error 0.0022
    expect(Math.abs(drawn - 1726 / 32768)).toBeLessThan(0.009);
    expect(signFlipP(new Array<number>(30).fill(1), 'a')).toBeGreaterThan(0);
  });

  test('of nothing is null', () => {
    expect(signFlipP([], 's')).toBeNull();
  });
});

describe('Wilcoxon and Hodges-Lehmann', () => {
  // R: wilcox.test(x, y, paired = TRUE, conf.int = TRUE) on the depression data: p = 0.03906,
  // pseudo-median 0.46; scipy.stats.wilcoxon(d, method='exact') gives 0.0390625.
  test('the depression data: p = 0.0390625, estimate 0.46', () => {
    expect(wilcoxonSignedRankP(depression)).toBeCloseTo(0.0390625, 12);
    expect(hodgesLehmann(depression)).toBeCloseTo(0.46, 12);
  });

  test("Darwin's maize: p = 0.041259765625 (SciPy)", () => {
    expect(wilcoxonSignedRankP(maize)).toBeCloseTo(0.041259765625, 12);
  });

  test('ties are exact too', () => {
    // scipy.stats.permutation_test on the signed mid-ranks, every permutation
    expect(wilcoxonSignedRankP([1, 1, -1, 2, 2, 3, -3, 4])).toBeCloseTo(0.2421875, 12);
  });

  test('zeros say nothing', () => {
    expect(wilcoxonSignedRankP([0, 0])).toBe(1);
    expect(wilcoxonSignedRankP([0, ...depression])).toBe(wilcoxonSignedRankP(depression));
    expect(wilcoxonSignedRankP([])).toBeNull();
  });
});
