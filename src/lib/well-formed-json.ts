import type { JsonObject, JsonValue } from './json.ts';

/**
 * The value with U+FFFD for each half of a character that stands alone, in keys too: half of one is no
 * Unicode text, and servers refuse its bytes. `value` itself where there is none, which is nearly always.
 */
export function wellFormedJson(value: JsonValue): JsonValue {
  if (typeof value === 'string') return value.isWellFormed() ? value : value.toWellFormed();
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    const list = value as readonly JsonValue[];
    const whole = list.map(wellFormedJson);
    return whole.every((one, index) => one === list[index]) ? list : whole;
  }
  let changed = false;
  const entries = Object.entries(value as JsonObject).map(([key, inner]) => {
    const entry = [key.toWellFormed(), wellFormedJson(inner)] as const;
    changed ||= entry[0] !== key || entry[1] !== inner;
    return entry;
  });
  return changed ? (Object.fromEntries(entries) as JsonObject) : value;
}
