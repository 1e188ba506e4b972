import { expect, test } from 'vitest';
import type { JsonValue } from './json.ts';
import { firstJsonDifference } from './json-pointer.ts';

function check(expected: JsonValue, actual: JsonValue, kind?: string, pointer?: string): void {
  const found = firstJsonDifference(expected, actual);
  expect([found?.kind, found?.pointer]).toEqual([kind, pointer]);
}

test('equal values have no difference', () =>
  check({ a: [1, { b: null }] }, { a: [1, { b: null }] }));
test('a changed leaf is named by its pointer', () =>
  check({ a: [1, { b: 2 }] }, { a: [1, { b: 3 }] }, 'value', '/a/1/b'));
test('slash and tilde in a key are escaped', () =>
  check({ 'a/b~c': 1 }, { 'a/b~c': 2 }, 'value', '/a~1b~0c'));
test('a key that went missing', () => check({ a: 1, b: 2 }, { a: 1 }, 'missing', '/b'));
test('a key that was added', () => check({ a: 1 }, { z: 0, a: 1 }, 'added', '/z'));
test('a longer array', () => check([1], [1, 2], 'added', '/1'));
test('the same keys in another order', () => check({ a: 1, b: 2 }, { b: 2, a: 1 }, 'order', '/a'));
test('an object against an array', () => check({ a: {} }, { a: [] }, 'value', '/a'));
test('a key named like an inherited member', () =>
  check({ toString: 1 } as JsonValue, {}, 'missing', '/toString'));
