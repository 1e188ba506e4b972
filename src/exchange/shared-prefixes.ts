// Conversations of clients that name none: an agent sends its history again with every request, so
// a request whose messages begin with all messages of an earlier one continues that one.
import { canonicalJson } from '../lib/canonical-json.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json.ts';
import { sha256 } from '../lib/sha256.ts';

export interface SharedPrefixes {
  /**
   * The exchange that began the conversation which this request continues; its own id when it
   * begins one; undefined when it holds no messages to tell by.
   */
  firstOf(body: JsonObject, exchangeId: string): string | undefined;
}

/** Requests that can be continued; the oldest are forgotten. */
const requestsMax = 512;
/**
 * Of a request. Agents shorten their history long before; each is hashed while everybody else
 * waits.
 */
const messagesMax = 5_000;

export function createSharedPrefixes(): SharedPrefixes {
  /** Hash of model, system prompt and all messages of a request -> first exchange. */
  const known = new Map<string, string>();
  return {
    firstOf(body, exchangeId) {
      const hashes = prefixHashesOf(body);
      const whole = hashes.at(-1);
      if (whole === undefined) return undefined;
      const longest = hashes.findLast((hash) => known.has(hash));
      const first = (longest === undefined ? undefined : known.get(longest)) ?? exchangeId;
      known.delete(whole); // to the end: it was met last
      known.set(whole, first);
      for (const oldest of known.keys()) {
        if (known.size <= requestsMax) break;
        known.delete(oldest);
      }
      return first;
    },
  };
}

/** None for a body that is nested too deeply to be walked: it is not an agent's. */
function prefixHashesOf(body: JsonObject): string[] {
  try {
    return prefixHashes(body);
  } catch (error) {
    if (error instanceof RangeError) return []; // the stack is full
    throw error;
  }
}

/** One hash for each beginning of the messages, the shortest first. */
function prefixHashes(body: JsonObject): string[] {
  const items = body['messages'] ?? body['input'];
  if (!Array.isArray(items) || items.length > messagesMax) return [];
  const { model, system, instructions } = body;
  let hash = sha256(canonicalJson([model, system, instructions].map(comparable)));
  return items.map((item) => {
    hash = sha256(`${hash} ${canonicalJson(comparable(item))}`);
    return hash;
  });
}

/** Without what moves from request to request: cache markers, and a lone text's two spellings. */
function comparable(value: JsonValue | undefined): JsonValue {
  if (Array.isArray(value)) {
    const [only] = value;
    const isText = value.length === 1 && isJsonObject(only) && only['type'] === 'text';
    return isText ? comparable(only['text']) : value.map(comparable);
  }
  if (!isJsonObject(value)) return value ?? null;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'cache_control')
      .map(([key, inner]) => [key, comparable(inner)]),
  );
}
