import { expect, test } from 'vitest';
import { effortFamilies, effortScale, findEffortFamily, nearestEffort } from './effort-families.ts';

test.each([
  ['gpt-5', 'none', 'low'],
  ['gpt-5-mini', 'xhigh', 'high'],
  ['gpt-5-codex', 'none', 'low'],
  ['gpt-5-pro', 'low', 'high'],
  ['gpt-5.1', 'none', 'none'],
  ['gpt-5.1', 'max', 'high'],
  ['gpt-5.1-codex', 'none', 'low'],
  ['gpt-5.1-codex-max', 'xhigh', 'xhigh'],
  ['gpt-5.1-codex-max', 'max', 'xhigh'],
  ['gpt-5.1-codex-mini', 'low', 'medium'],
  ['gpt-5.2', 'minimal', 'low'],
  ['gpt-5.2-pro', 'low', 'medium'],
  ['openai/gpt-5.3-codex', 'none', 'low'],
  ['gpt-5.5', 'none', 'none'],
  ['GPT-5.6-sol', 'max', 'max'],
  ['gpt-6-astra', 'none', 'low'],
  ['gpt-6.1-sol', 'minimal', 'low'],
  ['gpt-7', 'max', 'max'],
  ['o3', 'max', 'high'],
])('%s takes %s as %s', (model, effort, taken) => {
  expect(nearestEffort(effort, findEffortFamily(model)?.efforts ?? [])).toBe(taken);
});

test('a model of another vendor is of no family', () => {
  expect(findEffortFamily('claude-opus-5')).toBeNull();
});

test.each(effortFamilies)('$pattern: in rising order, with a source', ({ efforts, source }) => {
  expect(efforts).toEqual(effortScale.filter((effort) => efforts.includes(effort)));
  expect(source).not.toBe('');
});
