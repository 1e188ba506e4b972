import { expect, test } from 'vitest';
import { clusterBootstrap } from './cluster-bootstrap.ts';
import { mean } from './moments.ts';

const skewed = [
  ...[0.1, 0.2, 0.2, 0.3, 0.4, 0.4, 0.5, 0.6, 0.8, 1, 1.1, 1.3, 1.7, 2, 2.6, 3.1, 3.9, 5.2, 8.8],
  14.5,
];
const meanOf = (values: readonly number[]): number => mean(values) ?? 0;

test('BCa limits of a skewed mean are those of SciPy', () => {
  // scipy.stats.bootstrap((x,), np.mean, n_resamples=400000, method='BCa'): 1.35 to 4.77; the
  // percentile method would give 1.135 to 4.145.
  const found = clusterBootstrap(skewed, meanOf, { level: 0.95, seed: 's', draws: 40_000 });
  expect(Math.abs((found?.low ?? 0) - 1.35)).toBeLessThan(0.03);
  expect(Math.abs((found?.high ?? 0) - 4.77)).toBeLessThan(0.1);
});

test('is seeded, and gives nothing below 20 clusters', () => {
  const draw = (seed: string) =>
    clusterBootstrap(skewed, meanOf, { level: 0.95, seed, draws: 500 });
  expect(draw('a')).toEqual(draw('a'));
  expect(draw('a')).not.toEqual(draw('b'));
  expect(clusterBootstrap(skewed.slice(1), meanOf, { level: 0.95, seed: 'a' })).toBeNull();
});

test('clusters are drawn whole', () => {
  const pairs = skewed.map((value) => [value, -value]);
  const found = clusterBootstrap(pairs, (drawn) => meanOf(drawn.flat()), {
    level: 0.95,
    seed: 'a',
    draws: 200,
  });
  expect(found).toEqual({ low: 0, high: 0 });
});
