import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJsonBytes } from '../lib/json.ts';
import { findJsonSpan } from '../lib/json-span.ts';
import { listRequestItems } from './request-items.ts';

const encode = (value: unknown, indent?: number): Uint8Array =>
  new TextEncoder().encode(JSON.stringify(value, null, indent));

const anthropic = {
  model: 'm',
  system: [{ type: 'text', text: 'You\nhelp.' }],
  tools: [{ name: 'Read', description: 'Reads.', input_schema: {} }],
  messages: [
    { role: 'user', content: 'plain' },
    {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'hm', signature: 's' },
        { type: 'tool_use', id: 'toolu_1', name: 'Read', input: { path: 'a' } },
      ],
    },
    {
      role: 'user',
      content: [
        { type: 'tool_result', tool_use_id: 'toolu_1', content: [{ type: 'text', text: 'found' }] },
      ],
    },
  ],
};

test('each block of a message is an item, with names, call ids and first words', () => {
  const items = listRequestItems('anthropic', encode(anthropic));
  expect(items.map((one) => [one.pointer, one.kind, one.role, one.name, one.call_id])).toEqual([
    ['/tools/0', 'tool', null, 'Read', null],
    ['/system/0', 'system', null, null, null],
    ['/messages/0', 'message', 'user', null, null],
    ['/messages/1/content/0', 'thinking', 'assistant', null, null],
    ['/messages/1/content/1', 'tool_use', 'assistant', 'Read', 'toolu_1'],
    ['/messages/2/content/0', 'tool_result', 'user', null, 'toolu_1'],
  ]);
  expect(items.map(({ preview }) => preview)).toEqual([
    ...['Reads.', 'You help.', 'plain', 'hm', '{"path":"a"}', 'found'],
  ]);
});

test('a prompt that is one text is one item', () => {
  const items = listRequestItems('responses', encode({ instructions: 'Help.', input: 'hello' }));
  expect(items.map(({ pointer, preview }) => [pointer, preview])).toEqual([
    ['/instructions', 'Help.'],
    ['/input', 'hello'],
  ]);
});

test('an item is at its bytes, whatever it holds and however the body is written', () => {
  const responses = fc.record({
    tools: fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 3 }),
    instructions: fc.string({ unit: 'binary' }),
    input: fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 5 }),
  });
  fc.assert(
    fc.property(responses, fc.constantFrom(0, 2), (request, indent) => {
      const body = encode(request, indent);
      for (const { pointer, start, end } of listRequestItems('responses', body)) {
        expect(findJsonSpan(body, pointer)).toEqual({ start, end });
        expect(parseJsonBytes(body.subarray(start, end))).toBeDefined();
      }
    }),
  );
});

test.each(['', '[]', 'null', '{"input":', '{"messages":7}'])('%s has no items', (text) => {
  expect(listRequestItems('anthropic', new TextEncoder().encode(text))).toEqual([]);
});
