// Where a value is in JSON text, in bytes: a pointer says what broke a prefix, the byte says where
// on the wire. The text is scanned, not parsed, since offsets are lost by parsing.

import {
  closeBrace,
  closeBracket,
  comma,
  type JsonSpan,
  openBrace,
  openBracket,
  skipSpace,
  skipString,
  skipValue,
} from './json-scan.ts';

/** The value of one member; undefined when there is none. */
function enter(json: Uint8Array, from: number, wanted: string): number | undefined {
  const isObject = json[from] === openBrace;
  if (!isObject && json[from] !== openBracket) return undefined;
  let at = skipSpace(json, from + 1);
  for (
    let index = 0;
    at < json.length && json[at] !== closeBrace && json[at] !== closeBracket;
    index++
  ) {
    let name = String(index);
    if (isObject) {
      const end = skipString(json, at);
      name = String(JSON.parse(Buffer.from(json.subarray(at, end)).toString('utf8')));
      at = skipSpace(json, skipSpace(json, end) + 1);
    }
    if (name === wanted) return at;
    at = skipSpace(json, skipValue(json, at));
    if (json[at] === comma) at = skipSpace(json, at + 1);
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
