import { expect, test } from 'vitest';
import { contextNameOf, contextRuleOf, findModelProfile } from './model-profiles.ts';

test.each([
  ['gpt-5.5', true],
  ['gpt-4.1', false],
  ['openai/gpt-6.1-sol', true],
  ['some-new-model', true],
])('%s reasons: %s', (model, expected) => {
  expect(findModelProfile(model).reasoningCapable).toBe(expected);
});

const profile = {
  context_rule: 'profile',
  context_requests: 'profile',
  profile_backend: 'openai',
  profile_date: '',
} as const;
const codex = { ...profile, profile_backend: 'chatgpt' } as const;
const all = { ...profile, context_rule: 'all_turns' } as const;
const honoured = { ...profile, context_requests: 'honoured' } as const;
const ignored = { ...profile, context_requests: 'ignored' } as const;
test.each([
  ['the profile decides', 'gpt-5.5', undefined, profile, 'current_turn'],
  ['a newer model follows the request', 'gpt-6.1-sol', 'all_turns', profile, 'all_turns'],
  ['an older one does not know the parameter', 'gpt-5.5', 'all_turns', profile, 'current_turn'],
  ['auto is the default', 'gpt-6.1-sol', 'auto', profile, 'current_turn'],
  ['a parameter beats the profile', 'gpt-5.5', undefined, all, 'all_turns'],
  ['but not a request that is heard', 'gpt-6.1-sol', 'current_turn', all, 'current_turn'],
  ['whether it is heard is a parameter', 'gpt-5.5', 'all_turns', honoured, 'all_turns'],
  ['the Codex backend keeps all turns of gpt-5.6', 'gpt-5.6-sol', undefined, codex, 'all_turns'],
  ['and one turn of gpt-5.5', 'gpt-5.5', undefined, codex, 'current_turn'],
  ['both ways', 'gpt-6.1-sol', 'all_turns', ignored, 'current_turn'],
] as const)('%s', (_title, model, context, parameters, expected) => {
  const reasoning = context === undefined ? {} : { context };
  expect(contextNameOf({ model, reasoning }, parameters)).toBe(expected);
});

test.each([
  ['gpt-5.5', 'profile', 'current_turn'],
  ['gpt-5.5', 'user_message', 'current_turn'],
  ['gpt-5.5', 'final_answer', 'since_answer'],
  ['gpt-5.6-sol', 'final_answer', 'all_turns'],
] as const)('%s with turns that begin at a %s: %s', (model, turn_boundary, expected) => {
  expect(contextRuleOf({ model }, { ...codex, turn_boundary })).toBe(expected);
});
