// What an answer says of why the prompt cache missed: OpenAI's `prompt_cache_diagnostics`,
// Anthropic's `diagnostics.cache_miss_reason` (the types of both vendors' packages).

import type { ReceivedResponse } from '../domain/exchange.ts';
import type { MissReason } from '../domain/miss-reason.ts';
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../lib/json.ts';
import { tokenCount } from '../lib/token-count.ts';
import { parseSse } from '../wire/sse.ts';
import { decodeBody } from './decode-body.ts';
import { isEventStream } from './is-event-stream.ts';
import type { StreamEvent } from './stream-event.ts';

const names = /"(prompt_cache_diagnostics|cache_miss_reason)"/;

/**
 * null: the answer does not say, as when it was not asked for.
 * @param events of the response's stream, where the caller has them
 */
export function exchangeMissReason(
  { response, responseBody }: Pick<ReceivedResponse, 'response' | 'responseBody'>,
  events: readonly StreamEvent[] = [],
): MissReason | null {
  if (response === null) return null;
  if (events.length > 0) return inEvents(events);
  const decoded = decodeBody(response.headers, responseBody);
  if (decoded === undefined) return null;
  return isEventStream(response.headers, decoded)
    ? inEvents(parseSse(decoded))
    : inEvents([{ data: new TextDecoder().decode(decoded) }]);
}

function inEvents(events: readonly { readonly data: string }[]): MissReason | null {
  let found: MissReason | null = null;
  for (const { data } of events) {
    // Cheap test first: nearly no event carries one, and parsing all of them costs.
    if (names.test(data)) found = inDocument(parseJson(data)) ?? found;
  }
  return found;
}

/** In a message, a response, or an event that holds one. */
function inDocument(value: JsonValue | undefined): MissReason | null {
  if (!isJsonObject(value)) return null;
  for (const holder of [value, value['message'], value['response']]) {
    if (!isJsonObject(holder)) continue;
    const { prompt_cache_diagnostics: openai, diagnostics: anthropic } = holder;
    if (isJsonObject(openai)) return ofOpenai(openai);
    if (isJsonObject(anthropic) && 'cache_miss_reason' in anthropic) {
      return ofAnthropic(anthropic['cache_miss_reason']);
    }
  }
  return null;
}

function ofOpenai({ type, reason, cache_missed_tokens: missed }: JsonObject): MissReason | null {
  const word = type === 'cache_miss' ? reason : type;
  return typeof word === 'string' ? { reason: word, missedTokens: tokenCount(missed) } : null;
}

function ofAnthropic(reason: JsonValue | undefined): MissReason | null {
  if (reason === null) return { reason: 'pending', missedTokens: null };
  if (!isJsonObject(reason) || typeof reason['type'] !== 'string') return null;
  return { reason: reason['type'], missedTokens: tokenCount(reason['cache_missed_input_tokens']) };
}
