import { expect, test } from 'vitest';
import { exchangeMissReason } from './miss-reason.ts';

const read = (body: string, type = 'application/json') =>
  exchangeMissReason({
    response: { status: 200, headers: [['content-type', type]], headersElapsedMs: 0 } as never,
    responseBody: new TextEncoder().encode(body),
  });
const stream = (...events: object[]) =>
  read(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''), 'text/event-stream');
const completed = (prompt_cache_diagnostics: unknown) =>
  stream({ type: 'response.completed', response: { prompt_cache_diagnostics } });

test.each([
  [
    { type: 'cache_miss', reason: 'tools_changed', cache_missed_tokens: 12 },
    { reason: 'tools_changed', missedTokens: 12 },
  ],
  [{ type: 'cache_hit' }, { reason: 'cache_hit', missedTokens: null }],
  [
    { type: 'comparison_response_not_found' },
    { reason: 'comparison_response_not_found', missedTokens: null },
  ],
  [{ type: 'unavailable' }, { reason: 'unavailable', missedTokens: null }],
  [{ type: 'cache_miss' }, null],
  ['text', null],
])('OpenAI: %j', (diagnostics, expected) => {
  expect(completed(diagnostics)).toEqual(expected);
});

test.each([
  [
    { type: 'messages_changed', cache_missed_input_tokens: 12_016 },
    { reason: 'messages_changed', missedTokens: 12_016 },
  ],
  [
    { type: 'previous_message_not_found' },
    { reason: 'previous_message_not_found', missedTokens: null },
  ],
  [null, { reason: 'pending', missedTokens: null }],
  [{ type: 3 }, null],
])('Anthropic, streamed or not: %j', (cache_miss_reason, expected) => {
  const message = { type: 'message', diagnostics: { cache_miss_reason } };
  expect(stream({ type: 'message_start', message })).toEqual(expected);
  expect(read(JSON.stringify(message))).toEqual(expected);
});

test('an answer that was not asked says nothing', () => {
  expect(stream({ type: 'response.completed', response: {} })).toBeNull();
  expect(read('{"diagnostics":null}')).toBeNull();
  expect(exchangeMissReason({ response: null, responseBody: new Uint8Array() })).toBeNull();
});
