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
  ['openai/gpt-oss-120b', 'none', 'low'],
  ['openai.gpt-oss-20b-1:0', 'max', 'high'],
  ['gpt-oss:20b', 'minimal', 'low'],
  ['x-ai/grok-4.6', 'max', 'xhigh'],
  ['grok-4.5', 'none', 'low'],
  ['grok-4.3', 'none', 'none'],
  ['grok-4.20-multi-agent-0309', 'max', 'xhigh'],
  ['grok-3-mini-fast', 'medium', 'high'],
  ['grok-5', 'xhigh', 'high'],
])('%s takes %s as %s', (model, effort, taken) => {
  expect(nearestEffort(effort, effortsOf(model) ?? [])).toBe(taken);
});

test.each(['grok-3', 'grok-4', 'grok-4-0709', 'grok-4-1-fast-reasoning', 'grok-code-fast-1'])(
  '%s takes no effort at all',
  (model) => expect(effortsOf(model)).toEqual([]),
);

test('a model of another vendor is of no family', () => {
  expect(effortsOf('claude-opus-5')).toBeNull();
});

test('the public API takes minimal from gpt-5, and from no other generation', () => {
  expect(effortsOf('gpt-5-mini', 'openai')).toContain('minimal');
  expect(effortsOf('gpt-5-mini', 'chatgpt')).not.toContain('minimal');
  expect(effortsOf('gpt-5-codex', 'openai')).not.toContain('minimal');
  expect(effortsOf('gpt-5.5', 'openai')).not.toContain('minimal');
});
