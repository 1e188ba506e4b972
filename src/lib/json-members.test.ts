import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJsonBytes } from './json.ts';
import { firstElementSpan, memberSpans } from './json-members.ts';
import type { JsonSpan } from './json-scan.ts';

const valueAt = (bytes: Uint8Array, { start, end }: JsonSpan) =>
  parseJsonBytes(bytes.subarray(start, end));

function readMembers(text: string | Uint8Array): Record<string, unknown> | undefined {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const spans = memberSpans(bytes);
  return (
    spans && Object.fromEntries([...spans].map(([name, span]) => [name, valueAt(bytes, span)]))
  );
}

test('members are what JSON.parse finds, however the text is laid out', () => {
  const object = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue(), {
    noNullPrototype: true,
  });
  fc.assert(
    fc.property(object, fc.constantFrom(undefined, 1, '\t', '\r\n '), (value, space) => {
      const text = JSON.stringify(value, null, space);
      expect(readMembers(text)).toEqual(JSON.parse(text));
    }),
  );
});

test('a string may hold quotes, brackets and backslashes at its end', () => {
  const value = { a: '"}]', 'k"\\': '\\', b: ['\\"', { c: '\\\\"' }], d: 'end\\' };
  // Far into a string too, where its end is searched for.
  for (const length of [0, 62, 63, 64, 65, 66, 200]) {
    const long = { ...value, e: `${'x'.repeat(length)}\\"\\\\`, f: 1 };
    expect(readMembers(JSON.stringify(long))).toEqual(long);
  }
});

test('the last of equal names counts, as for JSON.parse', () => {
  expect(readMembers('{"a":1,"a":[2]}')).toEqual({ a: [2] });
});

test.each([
  ...['', ' ', '[]', '"text"', '1', 'null', '{', '{"a"', '{"a":', '{"a":1', '{"a":"x', '{"a":1]'],
  ...['{"a" 1}', '{a:1}', '{"a":1}x', '{"a":}', '{"a":1]', '{,}', '\ufeff{}', '{"a":"\\"}'],
])('%j has no members', (text) => {
  expect(readMembers(text)).toBeUndefined();
});

describe('the first element', () => {
  test.each<[string, unknown]>([
    ['[{"a":[1]},2]', { a: [1] }],
    ['[ "x,]" ]', 'x,]'],
    ['[1]', 1],
    ['[]', undefined],
    ['[ ]', undefined],
    ['{"a":1}', undefined],
    ['[1', undefined],
  ])('of %s', (text, expected) => {
    const bytes = new TextEncoder().encode(text);
    const span = firstElementSpan(bytes, { start: 0, end: bytes.length });
    expect(span && valueAt(bytes, span)).toEqual(expected);
  });
});

test('any bytes end the reading, and nothing is thrown', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      memberSpans(bytes);
      firstElementSpan(bytes, { start: 0, end: bytes.length });
    }),
  );
});
