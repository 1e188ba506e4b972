// Whether a client's request only adds to the one before. What the clients change without meaning
// anything by it (cache markers, a text as string or as block) does not count.
import { canonicalJson } from '../lib/canonical-json.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json.ts';

function withoutMarkers(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withoutMarkers);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== 'cache_control')
      .map(([name, inner]) => [
        name,
        name === 'content' && typeof inner === 'string'
          ? [{ type: 'text', text: inner }]
          : withoutMarkers(inner),
      ]),
  );
}

/** One text per element of a list; anything else is one element. */
function elements(value: JsonValue | undefined): string[] {
  const list: readonly JsonValue[] = Array.isArray(value)
    ? value
    : value === undefined
      ? []
      : [value];
  return list.map((element) => canonicalJson(withoutMarkers(element)));
}

/**
 * True when tools, system prompt and model are the same and the history begins with the one before.
 * Works on requests of both protocols (`messages` or `input`).
 */
export function isAppendOnly(before: JsonObject, now: JsonObject): boolean {
  const isSame = (name: string): boolean =>
    elements(before[name]).join('\n') === elements(now[name]).join('\n');
  if (!['model', 'system', 'instructions', 'tools'].every(isSame)) return false;
  const earlier = elements(before['messages'] ?? before['input']);
  const later = elements(now['messages'] ?? now['input']);
  return earlier.every((element, index) => element === later[index]);
}
