// What a response came to: complete, refused, failed or incomplete.
import { describe, expect, test } from 'vitest';
import type { ExchangeEnd } from '../domain/exchange.ts';
import { exchangeAnswer } from './answer.ts';

const complete = { outcome: 'complete', error: null, trailers: [], elapsedMs: 9 } as const;

function answer(status: number, body: string, end: ExchangeEnd | null = complete) {
  const responseBody = new TextEncoder().encode(body);
  return exchangeAnswer({
    response: { status, statusText: '', headers: [], elapsedMs: 0 },
    responseBody,
    chunks: [{ offset: 0, length: responseBody.length, elapsedMs: 1 }],
    end,
  });
}
const stream = (...events: readonly object[]): string =>
  events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
const done = (name: string, output_index: number) => ({
  type: 'response.output_item.done',
  output_index,
  item: { type: 'message', id: name },
});

test('a complete answer: its items in the order in which they were done, and its model', () => {
  const created = { type: 'response.created', response: { model: 'gpt-5.5' } };
  const body = stream(created, done('b', 1), done('a', 0), {
    type: 'response.completed',
    response: {
      ...{ model: 'gpt-5.5-2026-04-01', service_tier: 'priority' },
      reasoning: { context: 'all_turns' },
    },
  });
  expect(answer(200, body)).toEqual({
    items: [
      { type: 'message', id: 'b' },
      { type: 'message', id: 'a' },
    ],
    model: 'gpt-5.5-2026-04-01',
    serviceTier: 'priority',
    reasoningContext: 'all_turns',
    isComplete: true,
    error: null,
    errorCode: null,
  });
});

test('an answer that is done without a word is complete', () => {
  const done = stream({ type: 'response.done', response: {} });
  expect(answer(200, done)).toMatchObject({ isComplete: true, error: null });
});

const noTexts: readonly [unknown][] = [[null], [5], [true], [[]], [['x']], [{}]];

test.each<[unknown]>([...noTexts, ['x']])('an item beside the response %j is read', (response) => {
  const completed = { type: 'response.completed', response: { model: 'm' } };
  const read = answer(200, stream({ ...done('a', 0), response }, completed));
  expect(read).toMatchObject({ items: [{ id: 'a' }], model: 'm', isComplete: true });
});

test.each(noTexts)('%j is not taken for a text that an answer names', (value) => {
  const named = { model: 'm', service_tier: 't', reasoning: { context: 'c' } };
  const other = { model: value, service_tier: value, reasoning: { context: value } };
  const events = [named, other, { reasoning: value }].map((response) => ({
    ...{ type: 'response.done', response },
  }));
  const expected = { model: 'm', serviceTier: 't', reasoningContext: 'c' };
  expect(answer(200, stream(...events))).toMatchObject(expected);
  for (const error of [value, { message: value, code: value }]) {
    const read = answer(200, stream({ type: 'response.failed', response: { error } }));
    expect(read).toMatchObject({ error: 'failed: no reason given', errorCode: 'failed' });
  }
  for (const incomplete_details of [value, { reason: value }]) {
    const last = { type: 'response.incomplete', response: { incomplete_details } };
    expect(answer(200, stream(last)).error).toBe('incomplete: no reason given');
  }
});

test('an incomplete stream names the model that its first event named', () => {
  const created = { type: 'response.created', response: { model: 'gpt-5.5' } };
  expect(answer(200, stream(created, done('a', 0))).model).toBe('gpt-5.5');
});

describe('an answer that failed says how', () => {
  test.each<[string, object, string, string]>([
    [
      'incomplete',
      { type: 'response.incomplete', response: { incomplete_details: { reason: 'max' } } },
      'incomplete: max',
      'incomplete',
    ],
    [
      'failed',
      { type: 'response.failed', response: { error: { code: 'server_error', message: 'no' } } },
      'failed: no',
      'server_error',
    ],
    [
      'failed without a word',
      { type: 'response.failed', response: {} },
      'failed: no reason given',
      'failed',
    ],
    [
      'done with a failure',
      {
        type: 'response.done',
        response: { status: 'failed', error: { code: 'server_error', message: 'no' } },
      },
      'failed: no',
      'server_error',
    ],
    [
      'an error event',
      { type: 'error', code: 'overloaded', message: 'busy' },
      'failed: busy',
      'overloaded',
    ],
  ])('%s', (_, event, error, errorCode) => {
    expect(answer(200, stream(event))).toMatchObject({ isComplete: false, error, errorCode });
  });

  test.each<[string, number, string, string, string]>([
    [
      'the vendor API',
      400,
      '{"error":{"message":"no\\n such","code":"bad"}}',
      '400 no such',
      'bad',
    ],
    ['the Codex backend', 401, '{"detail":"log in"}', '401 log in', 'http-401'],
    ['a proxy', 502, '<html>', '502 <html>', 'http-502'],
  ])('a refusal of %s', (_, status, body, error, errorCode) => {
    expect(answer(status, body)).toMatchObject({ isComplete: false, error, errorCode });
  });

  test('a stream that ends too early, with and without a word from the connection', () => {
    const cut = { ...complete, outcome: 'upstream-aborted', error: 'reset' } as const;
    expect(answer(200, stream(done('a', 0)), cut)).toMatchObject({
      error: 'reset',
      errorCode: 'cut',
    });
    expect(answer(200, stream(done('a', 0)))).toMatchObject({
      error: 'the stream ended before it was complete',
      errorCode: 'cut',
    });
  });

  test('no response at all', () => {
    const end = { ...complete, outcome: 'upstream-failed', error: 'no route' } as const;
    const nothing = { response: null, responseBody: new Uint8Array(), chunks: [], end };
    expect(exchangeAnswer(nothing)).toMatchObject({ error: 'no route', errorCode: 'no-response' });
  });
});
