import { expect, test } from 'vitest';
import { canonicalJson } from './canonical-json.ts';

test('key order does not matter, array order does', () => {
  expect(canonicalJson({ b: [1, { d: 1, c: 2 }], a: 'x' })).toBe('{"a":"x","b":[1,{"c":2,"d":1}]}');
  expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
});
