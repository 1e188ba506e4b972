import { expect, test } from 'vitest';
import type { HeaderList } from '../lib/header-list.ts';
import { isEventStream } from './is-event-stream.ts';
import { responseUsage } from './usage.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test.each<[string, HeaderList, string, boolean]>([
  ['named as a stream', [['Content-Type', 'text/event-stream; charset=utf-8']], '{', true],
  ['named as JSON', [['content-type', 'application/json']], 'event: x', false],
  ['unnamed stream', [], 'event: response.created\ndata: {}\n\n', true],
  ['unnamed JSON', [], ' \n{"detail":"x"}', false],
  ['nothing at all', [], '', false],
])('%s', (_what, headers, body, expected) => {
  expect(isEventStream(headers, bytes(body))).toBe(expected);
});

test('usage of a stream that names no content type is found', () => {
  const usage = {
    input_tokens: 9,
    input_tokens_details: { cached_tokens: 4 },
    output_tokens: 3,
    output_tokens_details: { reasoning_tokens: 2 },
    total_tokens: 12,
  };
  const event = { type: 'response.completed', response: { usage } };
  const body = bytes(`event: response.completed\ndata: ${JSON.stringify(event)}\n\n`);
  expect(responseUsage([], body)).toMatchObject({ inputTokens: 9, reasoningTokens: 2 });
});
