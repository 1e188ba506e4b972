import { expect, test } from 'vitest';
import { createSeededRandom } from './seeded-random.ts';

test('the same seed gives the same stream, another seed another one', () => {
  const draw = (seed: string): number[] => {
    const random = createSeededRandom(seed);
    return [random.next(), random.next(), random.integer(1000)];
  };
  expect(draw('a')).toEqual(draw('a'));
  expect(draw('a')).not.toEqual(draw('b'));
});
test('draws are uniform enough: each tenth of the interval holds 8 to 12% of 20,000', () => {
  const random = createSeededRandom('uniform');
  const tenths = new Array<number>(10).fill(0);
  for (let index = 0; index < 20_000; index++) {
    const bucket = random.integer(10);
    tenths[bucket] = (tenths[bucket] ?? 0) + 1;
  }
  for (const count of tenths) {
    expect(count).toBeGreaterThan(1_600);
    expect(count).toBeLessThan(2_400);
  }
});
