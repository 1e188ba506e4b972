// References of a schema to its own parts (`#/$defs/name`). One that names no part of it tells a
// model nothing, and servers refuse the request for it: Gemini (Roo-Code issue 11430), Moonshot
// (command-code issue 566).
import { isJsonObject, type JsonObject, type JsonValue } from '../../lib/json.ts';

/** The schema that a reference names; null: there is none in `root`. */
export function findReferred(reference: string, root: JsonObject): JsonValue {
  if (reference === '#') return root;
  if (!reference.startsWith('#/')) return null;
  let value: JsonValue = root;
  for (const step of reference.slice(2).split('/')) value = memberOf(value, step);
  return isJsonObject(value) || typeof value === 'boolean' ? value : null;
}

/** @param step of a JSON pointer in a URI (RFC 6901 section 6) */
function memberOf(value: JsonValue, step: string): JsonValue {
  const key = decoded(step).replaceAll('~1', '/').replaceAll('~0', '~');
  if (Array.isArray(value)) return (value as readonly JsonValue[])[Number(key)] ?? null;
  return isJsonObject(value) && Object.hasOwn(value, key) ? (value[key] ?? null) : null;
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

/** Without the references that name nothing; `schema` itself where each names something. */
export function withoutDanglingReferences(schema: JsonObject): JsonObject {
  const visit = (value: JsonValue): JsonValue => {
    if (Array.isArray(value)) {
      const list = value as readonly JsonValue[];
      const visited = list.map(visit);
      return visited.every((one, index) => one === list[index]) ? list : visited;
    }
    if (!isJsonObject(value)) return value;
    const entries = Object.entries(value);
    const kept = entries.flatMap(([key, inner]): [string, JsonValue][] => {
      const dangles = key === '$ref' && typeof inner === 'string' && !isFound(inner);
      return dangles ? [] : [[key, visit(inner)]];
    });
    const isSame = kept.length === entries.length && kept.every(([key, one]) => one === value[key]);
    return isSame ? value : (Object.fromEntries(kept) as JsonObject);
  };
  const isFound = (reference: string): boolean => findReferred(reference, schema) !== null;
  return visit(schema) as JsonObject;
}
