import { isJsonObject, type JsonValue } from './json.ts';

/** Joins path segments to an RFC 6901 pointer; the root is the empty string. */
export function jsonPointer(segments: readonly (string | number)[]): string {
  return segments
    .map((segment) => `/${String(segment).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}

export interface JsonDifference {
  pointer: string;
  /** undefined: absent on that side. */
  expected: JsonValue | undefined;
  actual: JsonValue | undefined;
}

/**
 * First difference between two JSON values in document order, or undefined when equal.
 * Key order counts: two objects with the same members in another order differ at the first key that
 * is out of place, since the bytes that go on the wire differ there.
 */
export function firstJsonDifference(
  expected: JsonValue | undefined,
  actual: JsonValue | undefined,
  path: readonly (string | number)[] = [],
): JsonDifference | undefined {
  if (expected === undefined || actual === undefined) {
    return expected === actual ? undefined : { pointer: jsonPointer(path), expected, actual };
  }
  if (Array.isArray(expected) && Array.isArray(actual)) {
    for (let index = 0; index < Math.max(expected.length, actual.length); index++) {
      const found = firstJsonDifference(expected[index], actual[index], [...path, index]);
      if (found) return found;
    }
    return undefined;
  }
  if (isJsonObject(expected) && isJsonObject(actual)) {
    const expectedKeys = Object.keys(expected);
    const actualKeys = Object.keys(actual);
    for (let index = 0; index < Math.max(expectedKeys.length, actualKeys.length); index++) {
      const key = expectedKeys[index];
      const other = actualKeys[index];
      if (key !== undefined && key === other) {
        const found = firstJsonDifference(expected[key], actual[key], [...path, key]);
        if (found) return found;
      } else if (key !== undefined) {
        return {
          pointer: jsonPointer([...path, key]),
          expected: expected[key],
          actual: key in actual && other !== undefined ? undefined : actual[key],
        };
      } else if (other !== undefined) {
        return {
          pointer: jsonPointer([...path, other]),
          expected: undefined,
          actual: actual[other],
        };
      }
    }
    return undefined;
  }
  return expected === actual ? undefined : { pointer: jsonPointer(path), expected, actual };
}
