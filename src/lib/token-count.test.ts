import { expect, test } from 'vitest';
import { tokenCount, tokensMax } from './token-count.ts';

test.each([0, 1, 1_050_000, tokensMax])('%d is a number of tokens', (count) => {
  expect(tokenCount(count)).toBe(count);
});

test.each([
  ...[-1, 0.5, 5e-324, tokensMax + 1, 2 ** 53, 1e308, Number.NaN, Number.POSITIVE_INFINITY],
  ...['5', null, undefined, true, [5], { a: 5 }],
])('%o is not', (value) => {
  expect(tokenCount(value)).toBeNull();
});
