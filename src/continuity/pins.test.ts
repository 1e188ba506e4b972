import { describe, expect, test } from 'vitest';
import type { TranslationInput } from '../domain/translation.ts';
import type { TranslatorOptions } from '../domain/translator-options.ts';
import { defaultTranslatorOptions } from '../domain/translator-options.ts';
import type { SessionPins } from '../domain/translator-state.ts';
import type { AnthropicRequest } from '../wire/anthropic/request.ts';
import { withTurnState } from './pins.ts';

type Messages = AnthropicRequest['messages'];
const firstTurn: Messages = [{ role: 'user', content: 'one' }];
const toolLoop: Messages = [
  ...firstTurn,
  { role: 'assistant', content: [{ type: 'tool_use', id: '1', name: 'Read', input: {} }] },
  { role: 'user', content: [{ type: 'tool_result', tool_use_id: '1' }] },
];
const secondTurn: Messages = [
  ...firstTurn,
  { role: 'assistant', content: 'done' },
  { role: 'user', content: 'one' },
];

function pinned(
  messages: Messages,
  before: SessionPins,
  header: string | null,
  options: Partial<TranslatorOptions> = {},
): SessionPins | null {
  const input: TranslationInput = {
    request: { model: 'gpt-5.5', messages },
    headers: [],
    options: { ...defaultTranslatorOptions, ...options },
    account: 'a',
  };
  const writes = { session: 's', pins: null, entries: [] };
  const headers = header === null ? [] : [['X-Codex-Turn-State', header] as const];
  return withTurnState(input, { pins: before, entries: [] }, writes, headers).pins;
}

describe('the turn state', () => {
  test('of the first response is pinned for its user turn, beside the other pins', () => {
    const pins = pinned(firstTurn, { effort: 'high' }, 'machine-1');
    expect(pins).toMatchObject({ effort: 'high', turnState: { value: 'machine-1' } });
    expect(pinned(toolLoop, pins ?? {}, 'machine-2')).toBeNull();
  });

  test('of the next user turn replaces it, even where the words are the same', () => {
    const pins = pinned(firstTurn, {}, 'machine-1');
    expect(pinned(secondTurn, pins ?? {}, 'machine-2')?.turnState?.value).toBe('machine-2');
  });

  test('is not pinned without header, when dropped, or when endless', () => {
    expect(pinned(firstTurn, {}, null)).toBeNull();
    expect(pinned(firstTurn, {}, 'machine-1', { turn_state: 'drop' })).toBeNull();
    expect(pinned(firstTurn, {}, 'x'.repeat(5000))).toBeNull();
  });
});
