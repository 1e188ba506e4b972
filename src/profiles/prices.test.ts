import { expect, test } from 'vitest';
import { findModelPrice, priceTableDate } from './prices.ts';

test('a dated snapshot and a provider prefix cost the same', () => {
  expect(findModelPrice('openai/gpt-5.5-2026-04-01')?.model).toBe('gpt-5.5');
});

test.each(['gpt-5.5-pro', 'unknown', ''])('%j has no price rather than a wrong one', (model) => {
  expect(findModelPrice(model)).toBeNull();
});

test.each([
  ['gpt-5.6-sol', '2026-08', 5, 30],
  ['gpt-5.6-sol', '2026-08-20', 5, 30],
  ['gpt-5.6-sol', '2026-08-21', 4, 20],
  ['gpt-5.6-sol', null, 4, 20],
  ['gpt-5.6-terra', '2026-07-29', 2.5, 15],
  ['gpt-5.6-terra', '2026-07-30', 2, 12],
  ['gpt-5.6-luna', '2026-09', 0.2, 1.2],
  ['gpt-5.5', '2025-01', 5, 30],
] as const)('%s at %s costs %d and %d', (model, at, input, output) => {
  expect(findModelPrice(model, at)).toMatchObject({ inputUsd: input, outputUsd: output });
});

test('tiers, long prompts and the day of the row come with the price', () => {
  expect(findModelPrice('gpt-5.6-sol')).toMatchObject({
    cacheWriteUsd: 5,
    since: '2026-08-21',
    tierFactors: { flex: 0.5, priority: 2 },
    longContext: { above: 272_000, input: 2, output: 1.5 },
  });
  expect(findModelPrice('gpt-5.4')).not.toHaveProperty('tierFactors');
  expect(priceTableDate).toMatch(/^2026-\d\d-\d\d$/);
});
