import { expect, test } from 'vitest';
import { defaultTranslatorOptions } from '../domain/translator-options.ts';
import { keepsReasoningIds } from './reasoning-ids.ts';

test.each([
  ['by-backend', 'copilot', true],
  ['by-backend', 'https://api.githubcopilot.com', true],
  ['by-backend', 'https://api.business.githubcopilot.com/responses', true],
  ['by-backend', 'https://copilot-api.acme.ghe.com/v1', true],
  ['by-backend', 'https://evilgithubcopilot.com', false],
  ['by-backend', 'https://copilot-api.acme.ghe.com.example.org', false],
  ['by-backend', 'https://githubcopilot.com.example.org', false],
  ['by-backend', 'chatgpt', false],
  ['by-backend', 'openai', false],
  ['by-backend', undefined, false],
  ['keep', 'openai', true],
  ['strip', 'copilot', false],
] as const)('%s on %s: %s', (reasoning_ids, backend, kept) => {
  const options = { ...defaultTranslatorOptions, reasoning_ids };
  expect(keepsReasoningIds({ options, ...(backend === undefined ? {} : { backend }) })).toBe(kept);
});
