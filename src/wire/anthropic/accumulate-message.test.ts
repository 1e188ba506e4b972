import { expect, test } from 'vitest';
import { accumulateMessage } from './accumulate-message.ts';

const event = (value: { type: string; [key: string]: unknown }): string =>
  `event: ${value.type}\ndata: ${JSON.stringify(value)}\n\n`;
const start = event({
  type: 'message_start',
  message: { type: 'message', role: 'assistant', content: [] },
});
const stop = event({ type: 'message_stop' });
const block = (index: number, content_block: object, ...deltas: object[]): string =>
  [
    event({ type: 'content_block_start', index, content_block }),
    ...deltas.map((delta) => event({ type: 'content_block_delta', index, delta })),
    event({ type: 'content_block_stop', index }),
  ].join('');

test('thinking, text and calls come together from their deltas', () => {
  const stream = [
    start,
    block(
      0,
      { type: 'thinking', thinking: '', signature: '' },
      { type: 'thinking_delta', thinking: 'a' },
      { type: 'signature_delta', signature: 's' },
    ),
    block(
      1,
      { type: 'text', text: '' },
      { type: 'text_delta', text: 'b' },
      { type: 'text_delta', text: 'c' },
    ),
    block(
      2,
      { type: 'tool_use', id: 'i', name: 'n', input: {} },
      { type: 'input_json_delta', partial_json: '{"x":' },
      { type: 'input_json_delta', partial_json: '1}' },
    ),
    stop,
  ].join('');
  expect(accumulateMessage(stream)?.content).toEqual([
    { type: 'thinking', thinking: 'a', signature: 's' },
    { type: 'text', text: 'bc' },
    { type: 'tool_use', id: 'i', name: 'n', input: { x: 1 } },
  ]);
});

test.each([
  ['a stream that breaks off', start + block(0, { type: 'text', text: 'a' })],
  ['an error event', `${start}${event({ type: 'error', error: {} })}${stop}`],
  ['an error body', '{"type":"error","error":{"message":"no"}}'],
  ['nothing', ''],
])('%s is not a message', (_name, body) => {
  expect(accumulateMessage(body)).toBeNull();
});

test('a plain JSON answer is the message', () => {
  const body = '{"type":"message","content":[{"type":"text","text":"a"}]}';
  expect(accumulateMessage(body)?.content).toEqual([{ type: 'text', text: 'a' }]);
});
