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

/** What was counted up to a byte that is in no string. */
interface Place {
  readonly at: number;
  readonly depth: number;
  readonly objects: number;
}

const start: Place = { at: 0, depth: 0, objects: 0 };
/** Bytes between two places that a later text can begin at. */
const placeBytes = 8192;

/**
 * @param from where to begin: everything before it was counted
 * @param places gets those that are passed
 */
function scan(json: Uint8Array, from: Place, places: Place[]): string | null {
  let { depth, objects } = from;
  let next = from.at + placeBytes;
  for (let at = from.at; at < json.length; at++) {
    if (at >= next) {
      places.push({ at, depth, objects });
      next = at + placeBytes;
    }
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

/**
 * @returns what is over a limit, as a sentence's rest (`the body is nested ...`); null: nothing is
 */
export function findJsonExcess(json: Uint8Array): string | null {
  return scan(json, start, []);
}

/** The same for texts that mostly begin as the one before did: what repeats is scanned once. */
export function createExcessFinder(): (json: Uint8Array) => string | null {
  let before: Buffer = Buffer.alloc(0);
  let places: Place[] = [];
  return (json) => {
    const text = Buffer.from(json.buffer, json.byteOffset, json.byteLength);
    const known = places.slice(0, sharedPlaces(places, before, text));
    const excess = scan(text, known.at(-1) ?? start, known);
    [before, places] = [text, known];
    return excess;
  };
}

/** How many of the places lie in what both texts begin with. */
function sharedPlaces(places: readonly Place[], before: Buffer, now: Buffer): number {
  let low = 0;
  let high = places.findLastIndex(({ at }) => at <= now.length) + 1;
  // Histories grow: all of them are likely.
  let middle = high;
  while (low < high) {
    const from = places[low - 1]?.at ?? 0;
    const to = places[middle - 1]?.at ?? 0;
    if (now.compare(before, from, to, from, to) === 0) low = middle;
    else high = middle - 1;
    middle = (low + high + 1) >>> 1;
  }
  return low;
}
