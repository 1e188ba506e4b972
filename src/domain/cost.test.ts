import { expect, test } from 'vitest';
import { costOf } from './cost.ts';

const price = {
  ...{ model: 'a', inputUsd: 5, cachedInputUsd: 0.5, cacheWriteUsd: 6.25, outputUsd: 30 },
  ...{ date: '2026-11-22', source: 'made up' },
};
const usage = (input: number, cached: number, output: number, written = 0) => ({
  inputTokens: input,
  cachedTokens: cached,
  cacheWriteTokens: written,
  outputTokens: output,
  reasoningTokens: 0,
});

test('input, cached and output tokens each have their price', () => {
  // 1 M uncached at 5, 1 M cached at 0.5, 1 M output at 30.
  expect(costOf(usage(2e6, 1e6, 1e6), price)).toBeCloseTo(35.5, 9);
});

test('cache writes cost more where the model bills them, and plain input where it does not', () => {
  expect(costOf(usage(1e6, 0, 0, 1e6), price)).toBeCloseTo(6.25, 9);
  expect(costOf(usage(1e6, 0, 0, 1e6), { ...price, cacheWriteUsd: null })).toBeCloseTo(5, 9);
});

test('a tier multiplies the price; one whose factor is not known costs the plain price', () => {
  const tiered = { ...price, tierFactors: { flex: 0.5, priority: 2 } };
  const one = usage(1e6, 0, 0);
  expect(costOf(one, tiered, 'priority')).toBeCloseTo(10, 9);
  expect(costOf(one, tiered, 'flex')).toBeCloseTo(2.5, 9);
  for (const tier of ['default', 'toString', null, undefined]) {
    expect(costOf(one, tiered, tier)).toBeCloseTo(5, 9);
  }
  expect(costOf(one, price, 'priority')).toBeCloseTo(5, 9);
});

test('a prompt above the limit costs more, all of it', () => {
  const long = { ...price, longContext: { above: 272_000, input: 2, output: 1.5 } };
  expect(costOf(usage(272_000, 0, 0), long)).toBeCloseTo(0.272 * 5, 9);
  // 1 M uncached at 10, 1 M cached at 1, 1 M output at 45.
  expect(costOf(usage(2e6, 1e6, 1e6), long)).toBeCloseTo(56, 9);
});
