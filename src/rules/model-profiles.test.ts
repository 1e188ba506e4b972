import { expect, test } from 'vitest';
import { contextRuleOf, findModelProfile } from './model-profiles.ts';

test.each([
  ['gpt-5.5', true],
  ['gpt-4.1', false],
  ['openai/gpt-6.1-sol', true],
  ['some-new-model', true],
])('%s reasons: %s', (model, expected) => {
  expect(findModelProfile(model).reasoningCapable).toBe(expected);
});

const profile = { context_rule: 'profile' } as const;
test.each([
  ['the profile decides', 'gpt-5.5', undefined, profile, 'current_turn'],
  ['a newer model follows the request', 'gpt-6.1-sol', 'all_turns', profile, 'all_turns'],
  ['an older one does not know the parameter', 'gpt-5.5', 'all_turns', profile, 'current_turn'],
  ['auto is the default', 'gpt-6.1-sol', 'auto', profile, 'current_turn'],
  [
    'the simulator parameter beats both',
    'gpt-5.5',
    undefined,
    { context_rule: 'all_turns' },
    'all_turns',
  ],
] as const)('%s', (_title, model, context, parameters, expected) => {
  const reasoning = context === undefined ? {} : { context };
  expect(contextRuleOf({ model, reasoning }, parameters)).toBe(expected);
});
