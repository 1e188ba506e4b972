import { describe, expect, test } from 'vitest';
import { createSessionMemory } from '../../domain/session-memory.ts';
import type { TranslatorOptions } from '../../domain/translator-options.ts';
import type { AnthropicMessageParam } from '../../wire/anthropic/request.ts';
import { inputOf, playTurn } from '../conversation.test-support.ts';
import { withoutReplacedChanges } from './effort-changes.ts';

/** The bodies of a session whose turns ask for these efforts. */
function bodiesOf(
  efforts: readonly string[],
  options: Partial<TranslatorOptions>,
  model = 'gpt-6-astra',
) {
  const memory = createSessionMemory();
  const messages: AnthropicMessageParam[] = [];
  return efforts.map((effort, turn) => {
    messages.push({ role: 'user', content: `question ${turn}` });
    const request = { model, messages: [...messages], output_config: { effort } };
    const { translation } = playTurn(memory, inputOf(request, options), [
      { type: 'text', text: `answer ${turn}` },
    ]);
    messages.push({ role: 'assistant', content: `answer ${turn}` });
    return translation.value.body;
  });
}

const updatesIn = (input: readonly { type: string }[]): unknown[] =>
  input.map((item) => (item.type === 'configuration_update' ? item : item.type));

describe('an effort that changes in the middle of a session', () => {
  const inInput = { effort_changes: 'in-input' } as const;

  test('is an item before the answer that it is for, and the prefix stays', () => {
    const bodies = bodiesOf(['low', 'high', 'high', 'low'], inInput);
    expect(bodies.map(({ reasoning }) => reasoning?.effort)).toEqual(['low', 'low', 'low', 'low']);
    const update = (effort: string) => ({ type: 'configuration_update', reasoning: { effort } });
    expect(updatesIn(bodies[3]?.input ?? [])).toEqual([
      ...['message', 'message', 'message', update('high'), 'message', 'message', 'message'],
      ...['message', update('low')],
    ]);
    for (const [index, { input }] of bodies.entries()) {
      const before = bodies[index - 1]?.input ?? [];
      expect(input.slice(0, before.length)).toEqual(before);
    }
  });

  test.each([
    ['by default', {}, 'gpt-6-astra'],
    ['with a model before gpt-6', inInput, 'gpt-5.5'],
    ['in pro mode', inInput, 'gpt-6-pro'],
  ])('is left out %s', (_name, options, model) => {
    const bodies = bodiesOf(['low', 'high'], options, model);
    expect(updatesIn(bodies[1]?.input ?? [])).toEqual(['message', 'message', 'message']);
    expect(bodies[1]?.reasoning?.effort).toBe('low');
  });

  test('twice in a row is the later one', () => {
    const item = (effort: string) => ({ type: 'configuration_update', reasoning: { effort } });
    expect(withoutReplacedChanges([item('low'), item('max')])).toEqual([item('max')]);
  });
});
