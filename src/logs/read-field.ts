// Fields of a session file's records. Whatever is not of the type that is looked for is not known.
import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json.ts';

/** First words of a session that are kept, in characters. */
const firstWordsMax = 80;

/** The objects of a list; anything else is left out. */
export function objectsIn(value: JsonValue | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** A count; null: not known. One that is too large to add to is damage, and would hide the rest. */
export function countIn(value: JsonValue | undefined): number | null {
  const isCount = typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER;
  return isCount ? value : null;
}

/** A text with something in it. */
export function textIn(value: JsonValue | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** A date as text, in ms since 1970. */
export function timeIn(value: JsonValue | undefined): number | null {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isFinite(time) ? time : null;
}

/** The first words of what a person wrote, for lists; null: nothing. */
export function firstWordsOf(text: string): string | null {
  const words = text.trim();
  return words === '' ? null : words.slice(0, firstWordsMax);
}
