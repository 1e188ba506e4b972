// A large body is searched for the few members that tell its session and its kind.
import { clientMembers } from '../clients/registry.ts';
import { isJsonObject, type JsonObject, type JsonValue, parseJsonBytes } from '../lib/json.ts';
import { firstElementSpan, memberSpans } from '../lib/json-members.ts';
import type { JsonSpan } from '../lib/json-scan.ts';
import { isServerSearch } from '../wire/anthropic/request-kind.ts';

const names = ['prompt_cache_key', 'output_config', 'text', ...clientMembers];

/**
 * The members of a request body that tell its session and its kind, without parsing the rest of it.
 * Of `tools`, as many as it takes: one that is not a web search makes the kind of the request
 * plain.
 */
export function identifyingMembers(body: Uint8Array): JsonObject {
  const spans = memberSpans(body);
  const read = (span: JsonSpan | undefined): JsonValue | undefined =>
    span && parseJsonBytes(body.subarray(span.start, span.end));
  const found: Record<string, JsonValue | undefined> = {};
  for (const name of names) found[name] = read(spans?.get(name));
  const tools = spans?.get('tools');
  const first = tools && read(firstElementSpan(body, tools));
  found['tools'] = isJsonObject(first) && !isServerSearch(first['type']) ? [first] : read(tools);
  return Object.fromEntries(
    Object.entries(found).filter((entry): entry is [string, JsonValue] => entry[1] !== undefined),
  );
}
