// Models that number the calls of each answer, on both sides of the translator.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSessionMemory } from '../../domain/session-memory.ts';
import { propertyRuns } from '../../lib/property-runs.test-support.ts';
import type { AnthropicMessageParam } from '../../wire/anthropic/request.ts';
import type { ResponsesItem } from '../../wire/responses/item.ts';
import { inputOf, playTurn } from '../conversation.test-support.ts';
import { translate } from './translation.test-support.ts';

const id = fc.constantFrom('call_0', 'call_1', 'functions.ls:0', '', 'x'.repeat(70));
/** The ids of the calls of each answer. */
const answers = fc.array(fc.array(id, { minLength: 1, maxLength: 3 }), { maxLength: 6 });

/** Each call and its result say the same number, so that a pair can be told. */
function historyOf(runs: readonly (readonly string[])[]): AnthropicMessageParam[] {
  let number = 0;
  return runs.flatMap((ids): AnthropicMessageParam[] => {
    const numbered = ids.map((one) => ({ id: one, number: number++ }));
    return [
      {
        role: 'assistant',
        content: numbered.map((one) => ({
          type: 'tool_use',
          id: one.id,
          name: 'ls',
          input: { n: one.number },
        })),
      },
      {
        role: 'user',
        content: numbered.map((one) => ({
          type: 'tool_result',
          tool_use_id: one.id,
          content: String(one.number),
        })),
      },
    ];
  });
}

function inputItems(runs: readonly (readonly string[])[]): ResponsesItem[] {
  const question: AnthropicMessageParam = { role: 'user', content: 'go' };
  return translate({ messages: [question, ...historyOf(runs)] }).value.body.input;
}

test('pairs stay pairs, ids are told apart, and a longer history begins with the shorter one', () => {
  fc.assert(
    fc.property(answers, (runs) => {
      const items = inputItems(runs) as readonly { type: string; call_id: string }[];
      const calls = items.filter(({ type }) => type === 'function_call');
      const outputs = items.filter(({ type }) => type === 'function_call_output');
      expect(new Set(calls.map(({ call_id }) => call_id)).size).toBe(runs.flat().length);
      for (const call of calls as unknown as { call_id: string; arguments: string }[]) {
        const own = outputs.filter(({ call_id }) => call_id === call.call_id);
        const { n } = JSON.parse(call.arguments) as { n: number };
        expect(own).toMatchObject([{ output: String(n) }]);
      }
      const shorter = inputItems(runs.slice(0, -1));
      expect(items.slice(0, shorter.length)).toEqual(shorter);
    }),
    { numRuns: propertyRuns(100) },
  );
});

test('an answer whose call has an id of the history gets another one, and keeps its reasoning', () => {
  const memory = createSessionMemory();
  const options = { reasoning_continuity: true } as const;
  const messages: AnthropicMessageParam[] = [{ role: 'user', content: 'go' }];
  const given: string[] = [];
  for (const turn of [0, 1, 2]) {
    const played = playTurn(memory, inputOf({ messages: [...messages] }, options), [
      { type: 'reasoning', encrypted: `gAAAAA${turn}`, summary: [] },
      { type: 'call', callId: 'call_0', name: 'ls', arguments: `{"n": ${turn}}` },
    ]);
    const { message } = played.result;
    const use = message.content.find(({ type }) => type === 'tool_use') as { id: string };
    given.push(use.id);
    messages.push({ role: 'assistant', content: message.content as never });
    messages.push({
      role: 'user',
      content: [{ type: 'tool_result', tool_use_id: use.id, content: String(turn) }],
    });
  }
  expect(given[0]).toBe('call_0');
  expect(new Set(given).size).toBe(3);
  const { translation } = playTurn(memory, inputOf({ messages }, options), []);
  const shown = translation.value.body.input.map((item) =>
    item.type === 'reasoning' ? item['encrypted_content' as never] : item.type,
  );
  const pair = ['function_call', 'function_call_output'];
  expect(shown).toEqual([
    'message',
    ...['gAAAAA0', ...pair],
    ...['gAAAAA1', ...pair],
    ...['gAAAAA2', ...pair],
  ]);
});
