import { expect, test } from 'vitest';
import type { PlayedExchange } from '../../evidence.ts';
import type { JudgeTools } from '../../row.ts';
import { contextAsAsked } from './context-as-asked.ts';

const tools: JudgeTools = {
  tokenizer: { name: 'none', encode: () => [], count: () => 0 },
};

/** One request with reasoning of an earlier user turn, and the context that its answer names. */
function exchange(asked: string | undefined, answered: string | undefined): PlayedExchange {
  const input = [
    { type: 'message', role: 'user', content: 'a' },
    { type: 'reasoning', summary: [], encrypted_content: 'r' },
    { type: 'message', role: 'assistant', content: 'b' },
    { type: 'message', role: 'user', content: 'c' },
  ];
  const response = { reasoning: { context: answered } };
  const event = JSON.stringify({ type: 'response.completed', response });
  const call = {
    ...({ headers: [], status: 200, ended: 'end', fault: 'none', pause: null } as const),
    text: JSON.stringify({
      model: 'gpt-5.6-sol',
      stream: true,
      input,
      reasoning: { context: asked },
    }),
    answerHeaders: [['content-type', 'text/event-stream']] as const,
    answer: `data: ${event}\n\n`,
  };
  return {
    ...{ play: 'tools', conversation: 'main', label: 'a call', headers: [], text: '' },
    ...{ sent: { path: '/v1/messages', headers: [], body: {} }, upstream: [call], status: 200 },
    ...{ ended: 'end', problem: null, isLocal: false },
  };
}

test.each<[string | undefined, string | undefined, RegExp | 'pass' | 'not-applicable']>([
  ['all_turns', 'all_turns', 'pass'],
  ['auto', 'current_turn', 'pass'],
  [undefined, 'current_turn', 'pass'],
  ['all_turns', undefined, 'not-applicable'],
  ['all_turns', 'current_turn', /asked for all_turns, the answer has current_turn/],
  ['current_turn', 'current_turn', /sends reasoning of earlier user turns/],
])('asked for %s, answered %s: %s', (asked, answered, expected) => {
  const judged = contextAsAsked.judge([exchange(asked, answered)], tools);
  if (expected === 'not-applicable') expect(judged).toHaveProperty('notApplicable');
  else if (expected === 'pass') expect(judged).toEqual([]);
  else expect(judged).toEqual([{ at: expect.anything(), detail: expect.stringMatching(expected) }]);
});
