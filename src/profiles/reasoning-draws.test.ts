import { expect, test } from 'vitest';
import { reasoningDrawsOf } from './reasoning-draws.ts';

const mean = (tokens: readonly number[]): number =>
  tokens.reduce((sum, one) => sum + one, 0) / tokens.length;

test('gpt-5.5: a quarter of the calls does not reason, half of them little', () => {
  const { tokens, n } = reasoningDrawsOf('openai/gpt-5.5-2026-04-24');
  expect(n).toBeGreaterThan(8000);
  const zeros = tokens.filter((one) => one === 0).length / tokens.length;
  expect(zeros).toBeGreaterThan(0.2);
  expect(zeros).toBeLessThan(0.26);
  expect(tokens[tokens.length / 2]).toBeGreaterThan(25);
  expect(tokens[tokens.length / 2]).toBeLessThan(50);
  expect(mean(tokens)).toBeGreaterThan(115);
  expect(mean(tokens)).toBeLessThan(135);
  expect(tokens).toEqual(tokens.toSorted((a, b) => a - b));
});

test.each([
  ['gpt-5.6-terra', 'gpt-5.6-terra'],
  ['gpt-5.6-luna', 'gpt-5.6-sol'],
  ['gpt-6.1-sol', 'gpt-5.6-sol'],
  ['gpt-5.4', 'gpt-5.4'],
  ['some-new-model', 'gpt-5.5'],
])('%s draws from the calls of %s', (model, counted) => {
  expect(reasoningDrawsOf(model).model).toBe(counted);
});
