// Walks over JSON text in bytes without parsing it: where a value ends. Lenient: of text that is no
// JSON it finds some end, at most that of the bytes.

/** Where a value is. */
export interface JsonSpan {
  /** First byte of the value. */
  readonly start: number;
  /** Byte after the value. */
  readonly end: number;
}

export const quote = 0x22;
export const comma = 0x2c;
export const colon = 0x3a;
export const openBracket = 0x5b;
export const closeBracket = 0x5d;
export const openBrace = 0x7b;
export const closeBrace = 0x7d;
const backslash = 0x5c;

/**
 * Bytes that are looked at one by one before a search, which costs as much to begin, takes over.
 */
const nearBytes = 64;

export function skipSpace(json: Uint8Array, from: number): number {
  let at = from;
  while (json[at] === 0x20 || json[at] === 0x0a || json[at] === 0x0d || json[at] === 0x09) at++;
  return at;
}

/** @param from of the opening quote @returns after the closing one */
export function skipString(json: Uint8Array, from: number): number {
  let at = from + 1;
  for (;;) {
    for (const near = Math.min(at + nearBytes, json.length); at < near; ) {
      const byte = json[at];
      if (byte === quote) return at + 1;
      at += byte === backslash ? 2 : 1;
    }
    const found = json.indexOf(quote, at);
    if (found < 0) return json.length;
    let escapes = 0;
    while (found - escapes > at && json[found - 1 - escapes] === backslash) escapes++;
    at = found + 1;
    if (escapes % 2 === 0) return at;
  }
}

export function skipValue(json: Uint8Array, from: number): number {
  const first = json[from];
  if (first === quote) return skipString(json, from);
  let at = from;
  if (first !== openBrace && first !== openBracket) {
    while (!isEnd(json[at])) at++;
    return at;
  }
  for (let depth = 0; at < json.length; ) {
    const byte = json[at];
    if (byte === quote) {
      at = skipString(json, at);
      continue;
    }
    if (byte === openBrace || byte === openBracket) depth++;
    if (byte === closeBrace || byte === closeBracket) depth--;
    at++;
    if (depth === 0) break;
  }
  return at;
}

/** A comma, a closing bracket or white space ends a number or a word; so do the bytes. */
function isEnd(byte: number | undefined): boolean {
  return (
    byte === undefined ||
    byte === comma ||
    byte === closeBrace ||
    byte === closeBracket ||
    byte <= 0x20
  );
}
