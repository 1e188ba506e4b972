import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseResponsesEvent } from './parse-event.ts';

describe('a Responses event', () => {
  const unknown: readonly [string, string][] = [
    ['not JSON', '{"type":'],
    ['no object', '[]'],
    ['no type', '{}'],
    ['a new type', '{"type":"response.invented"}'],
    ['a delta without text', '{"type":"response.output_text.delta","output_index":0}'],
    ['an item without type', '{"type":"response.output_item.added","output_index":0,"item":{}}'],
    [
      'a call without name',
      '{"type":"response.output_item.done","output_index":0,"item":{"type":"function_call","call_id":"c"}}',
    ],
    ['a type that every object has', '{"type":"toString"}'],
  ];
  test('that ends without a response has what stands beside it', () =>
    expect(parseResponsesEvent('{"type":"response.failed","error":{"code":"x"}}')).toEqual({
      type: 'response.failed',
      response: { error: { code: 'x' } },
      // As every event has.
      ...{ content_index: 0, summary_index: 0, item_id: null, output_index: null },
    }));

  test('that ends with its usage beside the response has it inside', () =>
    expect(
      parseResponsesEvent('{"type":"response.completed","response":{"id":"r"},"usage":{"a":1}}'),
    ).toMatchObject({ response: { id: 'r', usage: { a: 1 } } }));

  for (const [name, data] of unknown) {
    test(`with ${name} is unknown`, () => expect(parseResponsesEvent(data).type).toBe('unknown'));
  }

  test('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (data) => {
        expect(parseResponsesEvent(data).type).toBe('unknown');
      }),
    );
  });

  test('gets the only content index where the backend left it out', () => {
    expect(
      parseResponsesEvent('{"type":"response.output_text.delta","output_index":0,"delta":"a"}'),
    ).toMatchObject({ content_index: 0 });
  });

  test('without id or place says so', () => {
    expect(parseResponsesEvent('{"type":"response.output_text.delta","delta":"a"}')).toMatchObject({
      item_id: null,
      output_index: null,
    });
  });

  const errors: readonly [string, string, string | undefined, object][] = [
    ['flat', '{"type":"error","code":"c","message":"m"}', undefined, { code: 'c', message: 'm' }],
    [
      'nested',
      '{"type":"error","status":400,"error":{"code":"c","message":"m"}}',
      undefined,
      { code: 'c', message: 'm', status: 400 },
    ],
    [
      'without a type, by its event',
      '{"error":{"code":"c","message":"m"}}',
      'error',
      { code: 'c' },
    ],
    ['without a type or an event', '{"error":"m"}', undefined, { message: 'm' }],
    ['as a text', 'overloaded', 'error', { message: 'overloaded' }],
    [
      'with its family as its type',
      '{"type":"rate_limit_error","message":"m"}',
      'error',
      { errorType: 'rate_limit_error', message: 'm' },
    ],
  ];
  for (const [name, data, event, expected] of errors) {
    test(`that is an error is read ${name}`, () =>
      expect(parseResponsesEvent(data, event)).toMatchObject({ type: 'error', ...expected }));
  }
});
