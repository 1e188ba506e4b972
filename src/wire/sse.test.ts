import { expect, test } from 'vitest';
import { createSseDecoder, parseSse, renderSse, type SseEvent } from './sse.ts';

const text = `${renderSse('a', '{"x":"é€😀"}')}: comment\n\n${renderSse(undefined, 'two')}`;
const wanted: SseEvent[] = [
  { event: 'a', data: '{"x":"é€😀"}' },
  { event: undefined, data: 'two' },
];

test('every split of the bytes gives the same events', () => {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at <= bytes.length; at++) {
    const decoder = createSseDecoder();
    const events = [
      ...decoder.feed(bytes.subarray(0, at)),
      ...decoder.feed(bytes.subarray(at)),
      ...decoder.end(),
    ];
    expect(events, `split at ${at}`).toEqual(wanted);
  }
});
test('CR LF line ends are read like LF', () => {
  expect(parseSse(text.replaceAll('\n', '\r\n'))).toEqual(wanted);
});
test('an unterminated event at the end is dropped', () => {
  expect(parseSse('data: one\n\ndata: two')).toEqual([{ event: undefined, data: 'one' }]);
});

test.each([
  ['lines', 'data: x\n'.repeat(20_001)],
  ['characters', `data: ${'x'.repeat(16 * 1024 * 1024)}`],
])('an event of too many %s is not kept, and nothing after it is read', (what, text) => {
  const decoder = createSseDecoder();
  expect(decoder.feed(new TextEncoder().encode('data: 1\n\n'))).toHaveLength(1);
  expect(decoder.excess()).toBeNull();
  expect(decoder.feed(new TextEncoder().encode(text))).toEqual([]);
  expect(decoder.excess()).toMatch(new RegExp(`more than [0-9]+ ${what}`));
  expect(decoder.feed(new TextEncoder().encode('\n\ndata: 2\n\n'))).toEqual([]);
  expect(decoder.end()).toEqual([]);
});
