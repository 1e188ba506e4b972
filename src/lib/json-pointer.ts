// JSON pointers (RFC 6901), and the first place where two values differ.
import { isJsonObject, type JsonValue } from './json.ts';

type Path = readonly (string | number)[];

/** Joins path segments to an RFC 6901 pointer; the root is the empty string. */
export function jsonPointer(segments: Path): string {
  return segments
    .map((segment) => `/${String(segment).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}

export interface JsonDifference {
  readonly kind: 'value' | 'missing' | 'added' | 'order';
  readonly pointer: string;
  /** undefined: absent on that side. */
  readonly expected: JsonValue | undefined;
  readonly actual: JsonValue | undefined;
}

/**
 * First difference between two JSON values in document order, or undefined when equal.
 * Key order counts: two objects with the same members in another order differ (`order`) at the
 * first key that is out of place, since the bytes that are sent differ there.
 */
export function firstJsonDifference(
  expected: JsonValue,
  actual: JsonValue,
  path: Path = [],
): JsonDifference | undefined {
  if (Array.isArray(expected) && Array.isArray(actual)) {
    return firstArrayDifference(expected, actual, path);
  }
  if (isJsonObject(expected) && isJsonObject(actual)) {
    return firstObjectDifference(expected, actual, path);
  }
  if (expected === actual) return undefined;
  return { kind: 'value', pointer: jsonPointer(path), expected, actual };
}

function firstArrayDifference(
  expected: readonly JsonValue[],
  actual: readonly JsonValue[],
  path: Path,
): JsonDifference | undefined {
  for (let index = 0; index < Math.max(expected.length, actual.length); index++) {
    const found = memberDifference(expected[index], actual[index], [...path, index]);
    if (found) return found;
  }
  return undefined;
}

function firstObjectDifference(
  expected: { readonly [key: string]: JsonValue },
  actual: { readonly [key: string]: JsonValue },
  path: Path,
): JsonDifference | undefined {
  const expectedKeys = Object.keys(expected);
  const actualKeys = Object.keys(actual);
  for (let index = 0; index < Math.max(expectedKeys.length, actualKeys.length); index++) {
    const wanted = expectedKeys[index];
    const given = actualKeys[index];
    if (wanted === given && wanted !== undefined) {
      const found = memberDifference(expected[wanted], actual[wanted], [...path, wanted]);
      if (found) return found;
    } else if (wanted !== undefined && !Object.hasOwn(actual, wanted)) {
      return memberDifference(expected[wanted], undefined, [...path, wanted]);
    } else if (given !== undefined && !Object.hasOwn(expected, given)) {
      return memberDifference(undefined, actual[given], [...path, given]);
    } else if (wanted !== undefined) {
      const pointer = jsonPointer([...path, wanted]);
      return { kind: 'order', pointer, expected: expected[wanted], actual: actual[wanted] };
    }
  }
  return undefined;
}

function memberDifference(
  expected: JsonValue | undefined,
  actual: JsonValue | undefined,
  path: Path,
): JsonDifference | undefined {
  if (expected !== undefined && actual !== undefined) {
    return firstJsonDifference(expected, actual, path);
  }
  if (expected === actual) return undefined;
  const kind = expected === undefined ? 'added' : 'missing';
  return { kind, pointer: jsonPointer(path), expected, actual };
}
