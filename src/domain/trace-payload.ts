// Where a document of one of Codex CLI's rollout trace bundles is. Until `schema_version` 2 each is
// a file; from 3 on many are packed into one file, named by an id. Sources: bundles of Codex 0.169
// and 0.171.
import { isJsonObject, type JsonValue } from '../lib/json.ts';

/** Between the path of a file of packed documents and the id of one of them. */
export const packedMark = '#';

/** Digits of a packed file's number in its name. */
const shardDigits = 6;

/**
 * @param reference `{ path }`, or `{ shard, raw_payload_id }`
 * @returns a path below the bundle's folder, with `#ID` behind it where the document is packed;
 * null: it names none
 */
export function tracePayloadName(reference: JsonValue | undefined): string | null {
  if (!isJsonObject(reference)) return null;
  const { path, shard, raw_payload_id: id } = reference;
  if (typeof path === 'string') return path.includes(packedMark) ? null : path;
  if (!Number.isSafeInteger(shard) || Number(shard) < 0 || typeof id !== 'string') return null;
  return `payloads/${String(shard).padStart(shardDigits, '0')}.zst${packedMark}${id}`;
}
