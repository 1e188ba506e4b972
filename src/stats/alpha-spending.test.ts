import { expect, test } from 'vitest';
import { equalLooks, planLooks } from './alpha-spending.ts';

// Reboussin, DeMets, Kim and Lan, "Computations for group sequential boundaries using the
// Lan-DeMets spending function method", Controlled Clinical Trials 21 (2000); the same in R's
// ldbounds 2.0 (iuse = c(1, 1), alpha = c(0.025, 0.025)) and gsDesign (sfLDOF).
test.each([
  [1, [1.96]],
  [2, [2.9626, 1.9686]],
  [3, [3.7103, 2.5114, 1.993]],
  [4, [4.3326, 2.9631, 2.359, 2.0141]],
  [5, [4.8769, 3.3569, 2.6803, 2.2898, 2.031]],
])('%d equal looks have the published limits', (count, expected) => {
  const limits = equalLooks(count, 0.05).map(({ limit }) => limit);
  for (const [index, limit] of limits.entries()) {
    expect(limit).toBeCloseTo(expected[index] ?? 0, 3);
  }
});

test('looks at other shares: limits of the multivariate normal distribution (SciPy 1.17.1)', () => {
  const looks = planLooks([0.3, 0.9, 1], 0.05);
  expect(looks.map(({ limit }) => Number(limit.toFixed(4)))).toEqual([3.9286, 2.094, 2.0531]);
});

test('alphas grow from look to look, and the last is below the whole', () => {
  const alphas = equalLooks(6, 0.05).map(({ alpha }) => alpha);
  expect(alphas).toEqual(alphas.toSorted((a, b) => a - b));
  expect(alphas.at(-1)).toBeLessThan(0.05);
  expect(alphas.at(-1)).toBeGreaterThan(0.04);
});
