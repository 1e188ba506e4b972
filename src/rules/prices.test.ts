import { expect, test } from 'vitest';
import { costUsd, findModelPrice } from './prices.ts';

const usage = (input: number, cached: number, output: number, written?: number) => ({
  input_tokens: input,
  input_tokens_details: {
    cached_tokens: cached,
    ...(written !== undefined && { cache_write_tokens: written }),
  },
  output_tokens: output,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: input + output,
});

test('input, cached and output tokens each have their price', () => {
  // 1 M uncached at 5, 1 M cached at 0.5, 1 M output at 30.
  expect(costUsd('gpt-5.5', usage(2e6, 1e6, 1e6))).toBeCloseTo(35.5, 9);
});

test('cache writes are dearer where the model bills them', () => {
  expect(costUsd('gpt-5.6-sol', usage(1e6, 0, 0, 1e6))).toBeCloseTo(6.25, 9);
});

test('a dated snapshot and a provider prefix cost the same', () => {
  expect(findModelPrice('openai/gpt-5.5-2026-04-01')?.model).toBe('gpt-5.5');
});

test.each(['gpt-5.5-pro', 'unknown', ''])('%j has no cost rather than a wrong one', (model) => {
  expect(costUsd(model, usage(1, 0, 1))).toBeNull();
});
