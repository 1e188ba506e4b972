import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonValue } from './json.ts';
import { jsonPointer } from './json-pointer.ts';
import { findJsonSpan } from './json-span.ts';

function* places(value: JsonValue, path: (string | number)[] = []): Generator<[string, JsonValue]> {
  yield [jsonPointer(path), value];
  if (value === null || typeof value !== 'object') return;
  for (const [name, inner] of Object.entries(value)) yield* places(inner, [...path, name]);
}

test('every value of any document is found at its bytes', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      const bytes = new TextEncoder().encode(text);
      for (const [pointer, inner] of places(JSON.parse(text) as JsonValue)) {
        const span = findJsonSpan(bytes, pointer);
        const found = new TextDecoder().decode(bytes.subarray(span?.start, span?.end));
        expect(JSON.parse(found)).toEqual(inner);
      }
    }),
  );
});

test('what is not there has no place', () => {
  const bytes = new TextEncoder().encode('{"a":[1,{"b":"x"}]}');
  expect(findJsonSpan(bytes, '/a/2')).toBeUndefined();
  expect(findJsonSpan(bytes, '/a/1/c')).toBeUndefined();
  expect(findJsonSpan(bytes, '/a/0/x')).toBeUndefined();
});
