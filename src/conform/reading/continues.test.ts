import { expect, test } from 'vitest';
import type { JsonObject } from '../../lib/json.ts';
import type { PlayedExchange } from '../evidence.ts';
import { historyGrows } from '../rows/history/history-grows.ts';

const first = { role: 'user', content: 'Question.' };
const marked = {
  role: 'user',
  content: [{ type: 'text', text: 'Question.', cache_control: { type: 'ephemeral' } }],
};
const next = { role: 'user', content: 'Next.' };

/** A recorded call: what the client sent, and the input tokens that the upstream counted. */
function call(messages: readonly unknown[], tokens: number, model = 'm'): PlayedExchange {
  const usage = { input_tokens: tokens, output_tokens: 5, total_tokens: tokens + 5 };
  const answer = { type: 'response.completed', response: { status: 'completed', usage } };
  return {
    ...{ play: 'recording', conversation: 's', label: 'call', status: 200, headers: [], text: '' },
    ...{ ended: 'end', problem: null, isLocal: false },
    sent: { path: '/v1/messages', headers: [], body: { model, messages } as JsonObject },
    upstream: [
      {
        ...{ headers: [], text: '{"model":"m","input":[]}', status: 200, ended: 'end' },
        answerHeaders: [['content-type', 'text/event-stream']],
        answer: `event: response.completed\ndata: ${JSON.stringify(answer)}\n\n`,
        ...{ fault: 'none', pause: null },
      },
    ],
  };
}

const judge = (...calls: PlayedExchange[]) =>
  historyGrows.judge(calls, { tokenizer: { count: () => 0 } as never });

test('the history shrank on the way: the client sent all of it', () => {
  expect(judge(call([marked], 98_766), call([first, next], 91))).toMatchObject([
    { detail: 'the input had 98766 tokens and has 91' },
  ]);
});

test.each([
  ['grew', call([first, next], 200)],
  ['was compacted by the client', call([{ role: 'user', content: 'Summary.' }, next], 50)],
  ['was left to the server by the client', call([], 50)],
  ['is another model’s', call([first, next], 50, 'small')],
])('a history that %s does not fail', (_what, later) => {
  expect(judge(call([marked], 100), later)).toEqual([]);
});
