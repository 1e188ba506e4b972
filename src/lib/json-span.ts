// Where a value stands in JSON text, in bytes: a pointer says what broke a prefix, the byte says where
// on the wire. The text is scanned, not parsed, since offsets are lost by parsing.

export interface JsonSpan {
  /** First byte of the value. */
  readonly start: number;
  /** Byte after the value. */
  readonly end: number;
}

const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const openBracket = 0x5b;

function skipSpace(json: Uint8Array, from: number): number {
  let at = from;
  while (json[at] === 0x20 || json[at] === 0x0a || json[at] === 0x0d || json[at] === 0x09) at++;
  return at;
}

function skipString(json: Uint8Array, from: number): number {
  let at = from + 1;
  while (at < json.length && json[at] !== quote) at += json[at] === backslash ? 2 : 1;
  return at + 1;
}

function skipValue(json: Uint8Array, from: number): number {
  const first = json[from];
  if (first === quote) return skipString(json, from);
  if (first !== openBrace && first !== openBracket) {
    let at = from;
    while (at < json.length && !isEnd(json[at])) at++;
    return at;
  }
  let depth = 0;
  let at = from;
  while (at < json.length) {
    const byte = json[at];
    if (byte === quote) {
      at = skipString(json, at);
      continue;
    }
    if (byte === openBrace || byte === openBracket) depth++;
    if (byte === 0x7d || byte === 0x5d) depth--;
    at++;
    if (depth === 0) break;
  }
  return at;
}

/** A comma, a closing bracket or white space ends a number or a word. */
function isEnd(byte: number | undefined): boolean {
  return (
    byte === 0x2c || byte === 0x7d || byte === 0x5d || byte === undefined || (byte ?? 0) <= 0x20
  );
}

/** The value of one member; undefined when there is none. */
function enter(json: Uint8Array, from: number, wanted: string): number | undefined {
  const isObject = json[from] === openBrace;
  if (!isObject && json[from] !== openBracket) return undefined;
  let at = skipSpace(json, from + 1);
  for (let index = 0; at < json.length && json[at] !== 0x7d && json[at] !== 0x5d; index++) {
    let name = String(index);
    if (isObject) {
      const end = skipString(json, at);
      name = String(JSON.parse(Buffer.from(json.subarray(at, end)).toString('utf8')));
      at = skipSpace(json, skipSpace(json, end) + 1);
    }
    if (name === wanted) return at;
    at = skipSpace(json, skipValue(json, at));
    if (json[at] === 0x2c) at = skipSpace(json, at + 1);
  }
  return undefined;
}

/**
 * @param json well-formed JSON, UTF-8
 * @param pointer RFC 6901
 * @returns undefined when nothing is there
 */
export function findJsonSpan(json: Uint8Array, pointer: string): JsonSpan | undefined {
  let at: number | undefined = skipSpace(json, 0);
  for (const segment of pointer.split('/').slice(1)) {
    at = enter(json, at, segment.replaceAll('~1', '/').replaceAll('~0', '~'));
    if (at === undefined) return undefined;
  }
  return { start: at, end: skipValue(json, at) };
}
