// JSON text that does not depend on the order of keys.
import type { JsonValue } from './json.ts';

/** JSON with the keys of every object sorted: equal values, equal text. For hashes and ids. */
export function canonicalJson(value: JsonValue | undefined): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : inner,
  );
}
