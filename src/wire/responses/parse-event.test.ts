import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseResponsesEvent } from './parse-event.ts';

describe('a Responses event', () => {
  const unknown: readonly [string, string][] = [
    ['not JSON', '{"type":'],
    ['no object', '[]'],
    ['no type', '{}'],
    ['a new type', '{"type":"response.invented"}'],
    ['a delta without index', '{"type":"response.output_text.delta","delta":"a"}'],
    ['an item without type', '{"type":"response.output_item.added","output_index":0,"item":{}}'],
    [
      'a call without name',
      '{"type":"response.output_item.done","output_index":0,"item":{"type":"function_call","call_id":"c"}}',
    ],
    ['a completion without response', '{"type":"response.completed"}'],
    ['a type that every object has', '{"type":"toString"}'],
  ];
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

  test('of type error is read flat and nested', () => {
    expect(parseResponsesEvent('{"type":"error","code":"c","message":"m"}')).toEqual({
      type: 'error',
      code: 'c',
      message: 'm',
    });
    expect(
      parseResponsesEvent('{"type":"error","status":400,"error":{"code":"c","message":"m"}}'),
    ).toEqual({ type: 'error', code: 'c', message: 'm', status: 400 });
  });
});
