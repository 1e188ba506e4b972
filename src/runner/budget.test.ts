import { expect, test } from 'vitest';
import type { ResponsesUsage } from '../wire/responses/usage.ts';
import { createBudget } from './budget.ts';

/** 1 USD per thousand tokens of any kind. */
const price = {
  ...{ model: 'a', inputUsd: 1000, cachedInputUsd: 1000, cacheWriteUsd: null, outputUsd: 1000 },
  ...{ date: '2026-11-22', source: 'made up' },
};
const usage = (input: number, output: number): ResponsesUsage => ({
  input_tokens: input,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: output,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: input + output,
});

test('the request over the limit is not sent', () => {
  const budget = createBudget({ requestsMax: 2, costUsdMax: null }, null);
  budget.reserve(10)(null, true);
  expect(budget.allows(1)).toBe(true);
  expect(budget.allows(2)).toBe(false);
  budget.reserve(10);
  expect(() => budget.reserve(10)).toThrow('the budget of 2 requests is used up');
  expect(budget.spent()).toEqual({ requests: 2, costUsd: null });
});

test('what is under way counts as if nothing were cached and the answer long', () => {
  // 2,000 bytes are at most 1,000 tokens: 1 USD, and 4,000 tokens of output: 4 USD.
  const budget = createBudget({ requestsMax: null, costUsdMax: 9 }, price);
  const settle = budget.reserve(2000);
  expect(() => budget.reserve(2000)).toThrow('could cost 5.0000 USD');
  settle(usage(500, 100), true);
  expect(budget.spent().costUsd).toBeCloseTo(0.6, 9);
  expect(() => budget.reserve(2000)).not.toThrow();
});

test('a longer answer than any so far raises what is reserved', () => {
  const budget = createBudget({ requestsMax: null, costUsdMax: 20 }, price);
  budget.reserve(2)(usage(1, 9000), true);
  // 9 USD are spent, and the next answer may be as long: 18 and a bit.
  budget.reserve(2);
  expect(() => budget.reserve(2)).toThrow('go over the budget of 20 USD');
});

test('an accepted request without usage keeps its reservation, a refused one costs nothing', () => {
  const budget = createBudget({ requestsMax: null, costUsdMax: 100 }, price);
  budget.reserve(2000)(null, true);
  budget.reserve(2000)(null, false);
  expect(budget.spent()).toEqual({ requests: 2, costUsd: 5 });
});
