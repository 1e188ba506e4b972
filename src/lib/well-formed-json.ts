// JSON values without lone surrogates.
import type { JsonObject, JsonValue } from './json.ts';

/**
 * The value with U+FFFD for each half of a character that is alone, in keys too: half of one is not
 * Unicode text, and servers refuse its bytes. `value` itself where there is none, which is nearly
 * always.
 * @param except the member of `value` that somebody else looks at
 */
export function wellFormedJson(value: JsonValue, except?: string): JsonValue {
  return isWellFormedJson(value, except) ? value : repaired(value);
}

function isWellFormedJson(value: JsonValue, except: string | undefined): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  return value === null || typeof value !== 'object' || hasWellFormedMembers(value, except);
}

/**
 * Allocates nothing, and looks at members where they stand: every request of a client is looked
 * through, and a walk that calls itself for each of them takes half as long again.
 */
function hasWellFormedMembers(
  value: JsonObject | readonly JsonValue[],
  except?: string | undefined,
): boolean {
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const one = value[index] as JsonValue;
      if (typeof one === 'string') {
        if (!one.isWellFormed()) return false;
      } else if (typeof one === 'object' && one !== null && !hasWellFormedMembers(one))
        return false;
    }
    return true;
  }
  const members = value as JsonObject;
  for (const key in members) {
    if (key === except) continue;
    const one = members[key] as JsonValue;
    if (!key.isWellFormed()) return false;
    if (typeof one === 'string') {
      if (!one.isWellFormed()) return false;
    } else if (typeof one === 'object' && one !== null && !hasWellFormedMembers(one)) return false;
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
