import { expect, test } from 'vitest';
import type { JsonObject } from '../lib/json.ts';
import { defaultCacheModelParameters } from '../profiles/cache-model-parameters.ts';
import { findOtherContext, findShrunkHistory } from './arrival.ts';
import { exchangeCall } from './exchange-call.ts';
import { explainSession } from './explain-session.ts';
import { callRow } from './render-explain.ts';
import type { SessionCall } from './session-call.ts';

const user = (content: string) => ({ type: 'message', role: 'user', content });

/** A call of a gateway: what it sent upstream, and behind it the messages of the client. */
function call(seq: number, inputTokens: number, messages: readonly string[]): SessionCall {
  return {
    ...{ seq, id: `x_${seq}`, otherSession: null, protocol: 'responses', headers: [] },
    ...{ startedAtMs: 0, account: null, accepted: true, output: null },
    body: () => new TextEncoder().encode('{}'),
    source: () => ({ messages: messages.map((content) => ({ role: 'user', content })) }),
    usage: { inputTokens, cachedTokens: 0, reasoningTokens: 0 },
  };
}
const request: JsonObject = { input: [user('a')] };

test('an input that shrinks while the client only adds is a history that was lost', () => {
  const [before, now] = [call(3, 900, ['a']), call(4, 500, ['a', 'b'])];
  expect(findShrunkHistory(before, now, request, 100)).toEqual({ call: 3, tokens: 400 });
});

test.each<[string, SessionCall | undefined, SessionCall, JsonObject, number]>([
  ['nothing was before', undefined, call(4, 500, ['a']), request, 0],
  ['it grew', call(3, 500, ['a']), call(4, 900, ['a', 'b']), request, 0],
  ['a retry has the same size', call(3, 500, ['a']), call(4, 500, ['a']), request, 0],
  ['reasoning may go', call(3, 900, ['a']), call(4, 500, ['a', 'b']), request, 400],
  ['the client compacted', call(3, 900, ['a', 'b']), call(4, 500, ['sum']), request, 0],
  [
    'the backend compacted',
    call(3, 900, ['a']),
    call(4, 500, ['a', 'b']),
    { input: [{ type: 'compaction', encrypted_content: 'x' }] },
    0,
  ],
  [
    'the count is not known',
    call(3, 900, ['a']),
    { ...call(4, 0, ['a', 'b']), usage: null },
    request,
    0,
  ],
  [
    'Anthropic clears what it may',
    call(3, 900, ['a']),
    { ...call(4, 500, ['a', 'b']), protocol: 'anthropic' },
    request,
    0,
  ],
])('%s: no loss', (_what, before, now, sent, reasoned) => {
  expect(findShrunkHistory(before, now, sent, reasoned)).toBeNull();
});

test.each<[unknown, string | null, object | null]>([
  ['all_turns', 'current_turn', { asked: 'all_turns', answered: 'current_turn' }],
  ['all_turns', 'all_turns', null],
  ['auto', 'current_turn', null],
  [undefined, 'current_turn', null],
  ['all_turns', null, null],
])('asked for the context %s, answered %s', (context, answered, expected) => {
  const asked = { reasoning: context === undefined ? {} : { context: String(context) } };
  const answering = { ...call(0, 1, []), answeredContext: answered };
  expect(findOtherContext(answering, asked)).toEqual(expected);
});

test('both are in the line of the call that shows them', () => {
  const answered = (seq: number, inputTokens: number, inputs: readonly string[]) => {
    const model = 'gpt-5.6-sol';
    const sent = { model, input: inputs.map(user), reasoning: { context: 'all_turns' } };
    const usage = { input_tokens: inputTokens, output_tokens: 1 };
    const response = { model, usage, reasoning: { context: 'current_turn' } };
    const text = `data: ${JSON.stringify({ type: 'response.completed', response })}\n\n`;
    const responseBody = new TextEncoder().encode(text);
    return exchangeCall(
      {
        ...{ seq, id: `x_${seq}`, headers: [], startedAtMs: seq, flushedElapsedMs: 0, end: null },
        body: new TextEncoder().encode(JSON.stringify(sent)),
        response: {
          ...{ status: 200, statusText: 'OK', elapsedMs: 0 },
          headers: [['content-type', 'text/event-stream']],
        },
        ...{ responseBody, chunks: [{ offset: 0, length: responseBody.length, elapsedMs: 0 }] },
      },
      'responses',
    );
  };
  const tokenizer = { name: 'words', encode: () => [], count: (text: string) => text.length };
  const calls = [answered(0, 900, ['a']), answered(1, 500, ['a', 'b'])];
  const parameters = defaultCacheModelParameters;
  const [, second] = explainSession(calls, { tokenizer, parameters, rules: 'profile' });
  expect(second).toMatchObject({
    shrunk_history: { call: 0, tokens: 400 },
    other_context: { asked: 'all_turns', answered: 'current_turn' },
  });
  const line = second && callRow(second).at(-1);
  expect(line).toContain('shrank: 400 tokens fewer than call 0, to which the client only added');
  expect(line).toContain('asked for reasoning of all_turns, got current_turn');
});
