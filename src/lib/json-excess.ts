// Limits of a JSON text beside its bytes: how deep it is nested, and how many objects it has. Code
// that follows a value's structure takes a stack's frame for each level, and work for each object.
import {
  closeBrace,
  closeBracket,
  openBrace,
  openBracket,
  quote,
  skipString,
} from './json-scan.ts';

/** Schemas and arguments of tools have some ten levels; a stack holds some thousand frames. */
export const nestingMax = 512;
/** Far above a session that fills a context window: each call and its result are two or three. */
export const objectsMax = 50_000;

/**
 * @returns what is over a limit, as a sentence's rest (`the body is nested ...`); null: nothing is
 */
export function findJsonExcess(json: Uint8Array): string | null {
  let depth = 0;
  let objects = 0;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at];
    if (byte === quote) at = skipString(json, at) - 1;
    else if (byte === openBrace || byte === openBracket) {
      depth++;
      if (byte === openBrace) objects++;
      if (depth > nestingMax) return `is nested more than ${nestingMax} levels deep`;
      if (objects > objectsMax) return `holds more than ${objectsMax} objects`;
    } else if (byte === closeBrace || byte === closeBracket) depth--;
  }
  return null;
}
