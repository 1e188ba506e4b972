// Where the members of a JSON object stand in its bytes, without parsing what is in them: reading a
// name or two out of a request of megabytes must not cost what reading it all does. Lenient: text
// that is no JSON may be given spans too, and then they do not parse.

/** `from` (inclusive) to `to` (exclusive), in bytes. */
export interface JsonSpan {
  readonly from: number;
  readonly to: number;
}

const [quote, backslash, colon, comma] = [0x22, 0x5c, 0x3a, 0x2c];
const [openObject, closeObject, openArray, closeArray] = [0x7b, 0x7d, 0x5b, 0x5d];

/** The values of an object's members, the last one of equal names; undefined when it is no object. */
export function memberSpans(bytes: Uint8Array): ReadonlyMap<string, JsonSpan> | undefined {
  const spans = new Map<string, JsonSpan>();
  let at = skipSpace(bytes, 0);
  if (bytes[at] !== openObject) return undefined;
  at = skipSpace(bytes, at + 1);
  while (bytes[at] !== closeObject) {
    const nameEnd = skipString(bytes, at);
    const name = textOf(bytes, at, nameEnd);
    const between = skipSpace(bytes, nameEnd);
    const from = skipSpace(bytes, between + 1);
    const to = skipValue(bytes, from);
    if (name === undefined || bytes[between] !== colon || to <= from) return undefined;
    spans.set(name, { from, to });
    at = skipSpace(bytes, to);
    if (bytes[at] === comma) at = skipSpace(bytes, at + 1);
    else if (bytes[at] !== closeObject) return undefined;
  }
  return skipSpace(bytes, at + 1) === bytes.length ? spans : undefined;
}

/** The first element of an array; undefined when it has none, or is no array. */
export function firstElementSpan(bytes: Uint8Array, { from, to }: JsonSpan): JsonSpan | undefined {
  if (bytes[from] !== openArray) return undefined;
  const start = skipSpace(bytes, from + 1);
  const end = skipValue(bytes, start);
  return end > start && end < to ? { from: start, to: end } : undefined;
}

/** @returns where the value ends; at most the end of the bytes */
function skipValue(bytes: Uint8Array, from: number): number {
  if (bytes[from] === quote) return skipString(bytes, from);
  let depth = 0;
  for (let at = from; at < bytes.length; at++) {
    switch (bytes[at]) {
      case quote:
        at = skipString(bytes, at) - 1;
        break;
      case openObject:
      case openArray:
        depth++;
        break;
      case closeObject:
      case closeArray:
        if (depth === 0) return at; // the end of what a number or a word stands in
        if (--depth === 0) return at + 1;
        break;
      case comma:
        if (depth === 0) return at;
    }
  }
  return bytes.length;
}

/** Bytes that are looked at one by one before a search, which costs as much to begin, takes over. */
const nearBytes = 64;

/** @param from of the opening quote @returns behind the closing one, or the end of the bytes */
function skipString(bytes: Uint8Array, from: number): number {
  let at = from + 1;
  for (;;) {
    for (const near = Math.min(at + nearBytes, bytes.length); at < near; ) {
      const byte = bytes[at];
      if (byte === quote) return at + 1;
      at += byte === backslash ? 2 : 1;
    }
    const found = bytes.indexOf(quote, at);
    if (found < 0) return bytes.length;
    let escapes = 0;
    while (found - escapes > at && bytes[found - 1 - escapes] === backslash) escapes++;
    at = found + 1;
    if (escapes % 2 === 0) return at;
  }
}

function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isSpace(bytes[at])) at++;
  return at;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** A member's name; undefined when it is no JSON string. */
function textOf(bytes: Uint8Array, from: number, to: number): string | undefined {
  if (bytes[from] !== quote) return undefined;
  try {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('utf8');
    return JSON.parse(text) as string; // a quote in front: a string or an error
  } catch {
    return undefined;
  }
}
