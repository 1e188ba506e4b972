import { expect, test } from 'vitest';
import { effortsOf, nearestEffort } from './effort-families.ts';

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
  expect(nearestEffort(effort, effortsOf(model) ?? [])).toBe(taken);
});

test('a model of another vendor is of no family', () => {
  expect(effortsOf('claude-opus-5')).toBeNull();
});

test('the public API takes minimal from gpt-5, and from no other generation', () => {
  expect(effortsOf('gpt-5-mini', 'openai')).toContain('minimal');
  expect(effortsOf('gpt-5-mini', 'chatgpt')).not.toContain('minimal');
  expect(effortsOf('gpt-5-codex', 'openai')).not.toContain('minimal');
  expect(effortsOf('gpt-5.5', 'openai')).not.toContain('minimal');
});
