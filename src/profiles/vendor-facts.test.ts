import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { contextWindowRule } from './context-window.ts';
import { effortScale } from './effort-families.ts';
import { priceFiles, vendorFiles } from './shipped-profiles.ts';
import { defaultSimulatorParameters } from './simulator-parameters.ts';
import { findVendorRule } from './vendor-facts.ts';

const documents = readFileSync(join(import.meta.dirname, '../../docs/simulator.md'), 'utf8');

const rules = [...vendorFiles, ...priceFiles].flatMap(({ models }) =>
  models.flatMap(({ model, periods }) =>
    periods.flatMap(({ from, rules: all }) =>
      Object.entries(all).map(([name, rule]) => ({ model, from, name, rule })),
    ),
  ),
);

test.each(rules)('$model $from $name: its source is in the documents', ({ rule }) => {
  expect(documents).toContain(rule.source);
  if (rule.source?.startsWith('assumed')) expect(rule.confidence).toBe('low');
});

test.each(rules.filter(({ name }) => name === 'efforts'))(
  '$model: efforts in rising order',
  ({ rule }) => {
    const efforts = rule.value as string[];
    expect(efforts).toEqual(effortScale.filter((effort) => efforts.includes(effort)));
  },
);

const usd = expect.any(Number);
test.each(rules.filter(({ name }) => name === 'price'))(
  '$model $from: a price has all parts, and the day on which it was read',
  ({ rule }) => {
    const write = (rule.value as { cache_write: number | null }).cache_write;
    expect(rule.value).toEqual({
      ...{ input: usd, cached_input: usd, output: usd },
      cache_write: write === null ? null : usd,
    });
    expect(rule['read']).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  },
);

const windowOf = (model: string, profile_backend: 'chatgpt' | 'openai', profile_date = '') =>
  contextWindowRule(model, { profile_backend, profile_date }).value;

test.each([
  ['gpt-5.5', 'chatgpt', '', 272_000],
  ['gpt-5.5', 'openai', '', 922_000],
  ['openai/gpt-5.5-2026-04-24', 'openai', '', 922_000],
  ['gpt-5.6-sol', 'chatgpt', '2026-07', 372_000],
  ['gpt-5.6-sol', 'chatgpt', '2026-08-15', 372_000],
  ['gpt-5.6-sol', 'chatgpt', '2026-08-16', 922_000],
  ['gpt-5.4', 'chatgpt', '2026-06', 272_000],
  ['gpt-5.4', 'chatgpt', '', 922_000],
  ['gpt-5.4-mini', 'chatgpt', '', 272_000],
  ['gpt-5.2', 'openai', '', 272_000],
  ['gpt-4.1', 'openai', '', 128_000],
  ['some-new-model', 'openai', '', 272_000],
] as const)('%s on %s at %j holds %i tokens', (model, backend, at, tokens) => {
  expect(windowOf(model, backend, at)).toBe(tokens);
});

test('every backend of the simulator has a window for every model', () => {
  const { profile_backend } = defaultSimulatorParameters;
  expect(contextWindowRule('', { profile_backend, profile_date: '' }).value).toBeGreaterThan(0);
  expect(contextWindowRule('x', { profile_backend: 'copilot', profile_date: '' }).value).toBe(
    272_000,
  );
});

test('a rule that no file has is not found', () => {
  expect(findVendorRule('no-such-rule', { model: 'gpt-5.5', backend: null, at: null })).toBeNull();
});
