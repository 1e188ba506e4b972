import { expect, test } from 'vitest';
import { findModelPrice } from './prices.ts';

test('a dated snapshot and a provider prefix cost the same', () => {
  expect(findModelPrice('openai/gpt-5.5-2026-04-01')?.model).toBe('gpt-5.5');
});

test.each(['gpt-5.5-pro', 'unknown', ''])('%j has no price rather than a wrong one', (model) => {
  expect(findModelPrice(model)).toBeNull();
});
