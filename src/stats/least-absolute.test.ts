// Least absolute deviations: exact where most observations lie on a plane, whatever the rest does.
import { expect, test } from 'vitest';
import { createSeededRandom } from '../lib/seeded-random.ts';
import { leastAbsoluteFit, residualOf } from './least-absolute.ts';

function plane(wild: number): number[][] {
  const random = createSeededRandom('plane');
  return Array.from({ length: 300 }, (_, index) => {
    const [a, b, c] = [random.next() * 500, random.next() * 400, random.next() * 3000];
    const y = a + 0.5 * b + 2 * c + 7 + (index < wild ? 5000 + random.next() * 90_000 : 0);
    return [y, a, b, c];
  });
}

test.each([0, 30, 90])('finds the plane although %d of 300 lie far off', (wild) => {
  const fit = leastAbsoluteFit(plane(wild));
  expect(fit?.[0]).toBeCloseTo(1, 2);
  expect(fit?.[1]).toBeCloseTo(0.5, 2);
  expect(fit?.[2]).toBeCloseTo(2, 2);
  expect(fit?.[3]).toBeCloseTo(7, 0);
});

test('leaves of a row what the plane does not explain', () => {
  expect(residualOf([20, 3, 4], [2, 1, 5])).toBe(20 - (6 + 4 + 5));
});

test('says nothing where the columns do not determine it', () => {
  expect(leastAbsoluteFit([])).toBeNull();
  expect(
    leastAbsoluteFit([
      [1, 2],
      [2, 3],
    ]),
  ).toBeNull();
  const doubled = plane(0).map(([y = 0, a = 0]) => [y, a, 2 * a]);
  expect(leastAbsoluteFit(doubled)).toBeNull();
});
