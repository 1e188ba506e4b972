import { expect, test } from 'vitest';
import type { JsonObject } from '../lib/json.ts';
import { isAppendOnly } from './append-only.ts';

const marker = { cache_control: { type: 'ephemeral' } };
const question = { role: 'user', content: 'Why' };
const answer = { role: 'assistant', content: [{ type: 'text', text: 'Because' }] };
const before: JsonObject = {
  model: 'm',
  system: 'S',
  tools: [{ name: 'f' }],
  messages: [question],
};

test.each<[string, JsonObject, boolean]>([
  ['the same request', before, true],
  ['a longer history', { ...before, messages: [question, answer] }, true],
  [
    'a moved cache marker and a text as a block',
    {
      ...before,
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Why', ...marker }] }, answer],
    },
    true,
  ],
  ['keys in another order', { ...before, messages: [{ content: 'Why', role: 'user' }] }, true],
  ['other settings', { ...before, max_tokens: 5 }, true],
  ['an edited message', { ...before, messages: [{ role: 'user', content: 'How' }, answer] }, false],
  ['a shorter history', { ...before, messages: [] }, false],
  ['another tool', { ...before, tools: [{ name: 'g' }] }, false],
  ['another system prompt', { ...before, system: 'T' }, false],
  ['another model', { ...before, model: 'n' }, false],
])('%s', (_what, now, expected) => {
  expect(isAppendOnly(before, now)).toBe(expected);
});

test('a Responses history is compared by its input', () => {
  const first: JsonObject = { model: 'm', input: [question] };
  expect(isAppendOnly(first, { model: 'm', input: [question, answer] })).toBe(true);
  expect(isAppendOnly(first, { model: 'm', input: [answer] })).toBe(false);
});
