// Where the members of a JSON object are in its bytes, without parsing what is in them: reading a
// name or two out of a request of megabytes must not cost what reading it all does. Text that is no
// JSON may be given spans too, and then they do not parse.

import {
  closeBrace,
  colon,
  comma,
  type JsonSpan,
  openBrace,
  openBracket,
  quote,
  skipSpace,
  skipString,
  skipValue,
} from './json-scan.ts';

/**
 * The values of an object's members, the last one of equal names; undefined when it is not an
 * object.
 */
export function memberSpans(bytes: Uint8Array): ReadonlyMap<string, JsonSpan> | undefined {
  const spans = new Map<string, JsonSpan>();
  let at = skipSpace(bytes, 0);
  if (bytes[at] !== openBrace) return undefined;
  at = skipSpace(bytes, at + 1);
  while (bytes[at] !== closeBrace) {
    const nameEnd = skipString(bytes, at);
    const name = textOf(bytes, at, nameEnd);
    const between = skipSpace(bytes, nameEnd);
    const start = skipSpace(bytes, between + 1);
    const end = skipValue(bytes, start);
    if (name === undefined || bytes[between] !== colon || end <= start) return undefined;
    spans.set(name, { start, end });
    at = skipSpace(bytes, end);
    if (bytes[at] === comma) at = skipSpace(bytes, at + 1);
    else if (bytes[at] !== closeBrace) return undefined;
  }
  return skipSpace(bytes, at + 1) === bytes.length ? spans : undefined;
}

/** The first element of an array; undefined when it has none, or is not an array. */
export function firstElementSpan(bytes: Uint8Array, array: JsonSpan): JsonSpan | undefined {
  if (bytes[array.start] !== openBracket) return undefined;
  const start = skipSpace(bytes, array.start + 1);
  const end = skipValue(bytes, start);
  return end > start && end < array.end ? { start, end } : undefined;
}

/** The elements of an array, in their order; none where it is not one. */
export function elementSpans(bytes: Uint8Array, array: JsonSpan): JsonSpan[] {
  if (bytes[array.start] !== openBracket) return [];
  const spans: JsonSpan[] = [];
  let at = skipSpace(bytes, array.start + 1);
  while (at < array.end - 1) {
    const end = skipValue(bytes, at);
    if (end <= at) break;
    spans.push({ start: at, end });
    at = skipSpace(bytes, end);
    if (bytes[at] !== comma) break;
    at = skipSpace(bytes, at + 1);
  }
  return spans;
}

/** A member's name; undefined when it is not a JSON string. */
function textOf(bytes: Uint8Array, from: number, to: number): string | undefined {
  if (bytes[from] !== quote) return undefined;
  try {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('utf8');
    return JSON.parse(text) as string; // a quote in front: a string or an error
  } catch {
    return undefined;
  }
}
