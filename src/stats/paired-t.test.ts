import { expect, test } from 'vitest';
import { maize, sleep } from './classic-data.test-support.ts';
import { equivalenceP } from './equivalence.ts';
import { pairedT } from './paired-t.ts';

// scipy.stats.ttest_1samp(d, 0) of SciPy 1.17.1; R prints the same for the sleep data: t = 4.0621,
// p-value = 0.002833, 0.7001142 to 2.4598858.
test('the sleep data', () => {
  const found = pairedT(sleep, 0.95);
  expect(found).toMatchObject({ n: 10 });
  expect(found?.effect).toBeCloseTo(1.58, 12);
  expect(found?.sd).toBeCloseTo(1.229995483279873, 12);
  expect(found?.p).toBeCloseTo(0.002832890197384273, 11);
  expect(found?.low).toBeCloseTo(0.7001142367230174, 9);
  expect(found?.high).toBeCloseTo(2.4598857632769824, 9);
});

test("Darwin's maize: p = 0.0497, 0.0039 to 5.2294 inches", () => {
  const found = pairedT(
    maize.map((eighths) => eighths / 8),
    0.95,
  );
  expect(found?.p).toBeCloseTo(0.049702944021800866, 10);
  expect(found?.low).toBeCloseTo(0.0038991647991224454, 9);
  expect(found?.high).toBeCloseTo(5.229434168534211, 9);
});

test('equal differences have no spread; one difference has no interval', () => {
  expect(pairedT([2, 2, 2], 0.95)).toMatchObject({ effect: 2, low: 2, high: 2, p: 0 });
  expect(pairedT([0, 0], 0.95)).toMatchObject({ p: 1 });
  expect(pairedT([1], 0.95)).toBeNull();
});

test('equivalence is the larger of two one-sided p-values, and agrees with the 90% interval', () => {
  // ttest_1samp(d, 3, alternative='less').pvalue; the other side is 4.5e-7.
  expect(equivalenceP(sleep, 3)).toBeCloseTo(0.002655570292658665, 10);
  const interval = pairedT(sleep, 0.9);
  // scipy: 0.8669947 to 2.2930053
  expect(interval?.high).toBeCloseTo(2.2930052670292835, 9);
  expect(equivalenceP(sleep, 2.2931)).toBeLessThan(0.05);
  expect(equivalenceP(sleep, 2.2929)).toBeGreaterThan(0.05);
  expect(equivalenceP([1, 1], 2)).toBe(0);
});
