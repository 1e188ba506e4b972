// Fields as other recorders write them: they parse bodies, so the bytes are JSON written again.
import type { HeaderList } from '../lib/header-list.ts';
import { isJsonObject, type JsonValue } from '../lib/json.ts';

/**
 * Headers as `{name: value}` or `{name: [values]}`. Bodies are not compressed any more, whatever
 * they were.
 */
export function headersIn(value: JsonValue | undefined): HeaderList {
  if (!isJsonObject(value)) return [];
  return Object.entries(value)
    .flatMap(([name, given]) =>
      (Array.isArray(given) ? given : [given]).map((one): [string, string] => [name, String(one)]),
    )
    .filter(([name]) => name.toLowerCase() !== 'content-encoding');
}

/** A body as text, or as the JSON that it was parsed to. */
export function bytesOf(value: JsonValue | undefined): Uint8Array {
  if (value === undefined || value === null) return new Uint8Array(0);
  return new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
}

/** A date as text, as ms since 1970; null: it is not a date. */
export function dateIn(value: JsonValue | undefined): number | null {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? null : ms;
}
