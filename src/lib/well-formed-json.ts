// JSON values without lone surrogates.
import type { JsonObject, JsonValue } from './json.ts';

/**
 * The value with U+FFFD for each half of a character that is alone, in keys too: half of one is no Unicode
 * text, and servers refuse its bytes. `value` itself where there is none, which is nearly always.
 */
export function wellFormedJson(value: JsonValue): JsonValue {
  return isWellFormedJson(value) ? value : repaired(value);
}

/** Allocates nothing: every request of a client is looked through. */
function isWellFormedJson(value: JsonValue): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (value === null || typeof value !== 'object') return true;
  if (Array.isArray(value)) {
    for (const one of value as readonly JsonValue[]) if (!isWellFormedJson(one)) return false;
    return true;
  }
  const object = value as JsonObject;
  for (const key in object) {
    if (!key.isWellFormed() || !isWellFormedJson(object[key] ?? null)) return false;
  }
  return true;
}

function repaired(value: JsonValue): JsonValue {
  if (typeof value === 'string') return value.toWellFormed();
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(repaired);
  const entries = Object.entries(value as JsonObject);
  return Object.fromEntries(
    entries.map(([key, inner]) => [key.toWellFormed(), repaired(inner)]),
  ) as JsonObject;
}
