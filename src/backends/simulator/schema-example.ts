// The smallest value that fits a JSON schema, as far as tools and output formats use schemas.
import { isJsonObject, type JsonValue } from '../../lib/json.ts';

/** Nesting at which a recursive schema is cut off. */
const depthMax = 8;

/** Deterministic; required properties only. Not a validator: unusual keywords are ignored. */
export function exampleOf(schema: JsonValue | undefined, depth = 0): JsonValue {
  if (!isJsonObject(schema) || depth > depthMax) return {};
  if (schema['const'] !== undefined) return schema['const'];
  const { enum: choices, type, anyOf, oneOf, items, properties, required } = schema;
  if (Array.isArray(choices)) return (choices as readonly JsonValue[])[0] ?? null;
  const branches = Array.isArray(anyOf) ? anyOf : Array.isArray(oneOf) ? oneOf : undefined;
  if (branches) return exampleOf((branches as readonly JsonValue[])[0], depth + 1);
  switch (Array.isArray(type) ? (type as readonly JsonValue[])[0] : type) {
    case 'string':
      return exampleText(schema['format'], schema['minLength']);
    case 'integer':
    case 'number':
      return typeof schema['minimum'] === 'number' ? schema['minimum'] : 1;
    case 'boolean':
      return false;
    case 'null':
      return null;
    case 'array': {
      const count = typeof schema['minItems'] === 'number' ? Math.min(schema['minItems'], 16) : 0;
      return Array.from({ length: count }, () => exampleOf(items, depth + 1));
    }
    default: {
      const known = isJsonObject(properties) ? properties : {};
      const names = Array.isArray(required) ? (required as readonly JsonValue[]) : [];
      return Object.fromEntries(
        names
          .filter((name) => typeof name === 'string')
          .map((name) => [name, exampleOf(known[name], depth + 1)]),
      );
    }
  }
}

function exampleText(format: JsonValue | undefined, minLength: JsonValue | undefined): string {
  if (format === 'uri' || format === 'url') return 'https://example.com/';
  if (format === 'date-time') return '2026-01-01T00:00:00Z';
  const length = typeof minLength === 'number' ? Math.min(minLength, 10_000) : 0;
  return 'example'.padEnd(length, '.');
}
