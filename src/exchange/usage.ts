// Token counts of a response, as its backend reported them, in one shape for both protocols.
import type { ReceivedResponse } from '../domain/exchange.ts';
import type { TokenUsage } from '../domain/token-usage.ts';
import type { HeaderList } from '../lib/header-list.ts';
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../lib/json.ts';
import { tokenCount } from '../lib/token-count.ts';
import { parseSse } from '../wire/sse.ts';
import { decodeBody } from './decode-body.ts';
import { isEventStream } from './is-event-stream.ts';
import type { StreamEvent } from './stream-event.ts';

/**
 * Usage of an exchange's response; null when it reports none.
 * @param events of the response's stream, where the caller has them
 */
export function exchangeUsage(
  exchange: Pick<ReceivedResponse, 'response' | 'responseBody'>,
  events: readonly StreamEvent[] = [],
): TokenUsage | null {
  if (exchange.response === null) return null;
  if (events.length === 0) {
    return responseUsage(exchange.response.headers, exchange.responseBody);
  }
  const raw = usageInStream(events);
  return raw === undefined ? null : normaliseUsage(raw);
}

/** Usage in a response body, streamed or not, compressed or not; null when there is none. */
export function responseUsage(headers: HeaderList, body: Uint8Array): TokenUsage | null {
  const decoded = decodeBody(headers, body);
  if (decoded === undefined) return null;
  const raw = isEventStream(headers, decoded)
    ? usageInStream(parseSse(decoded))
    : usageInDocument(parseJson(new TextDecoder().decode(decoded)));
  return raw === undefined ? null : normaliseUsage(raw);
}

/** @param raw a usage object of either protocol: only the Responses API has `*_details` */
export function normaliseUsage(raw: JsonObject): TokenUsage {
  const isAnthropic =
    'cache_read_input_tokens' in raw ||
    'cache_creation_input_tokens' in raw ||
    !('total_tokens' in raw || 'input_tokens_details' in raw);
  if (isAnthropic) {
    const cached = tokenCount(raw['cache_read_input_tokens']) ?? 0;
    const written = tokenCount(raw['cache_creation_input_tokens']);
    return {
      inputTokens: (tokenCount(raw['input_tokens']) ?? 0) + cached + (written ?? 0),
      cachedTokens: cached,
      cacheWriteTokens: written,
      outputTokens: tokenCount(raw['output_tokens']) ?? 0,
      reasoningTokens: null,
      raw,
    };
  }
  const input = objectIn(raw['input_tokens_details']);
  return {
    inputTokens: tokenCount(raw['input_tokens']) ?? 0,
    cachedTokens: tokenCount(input['cached_tokens']) ?? 0,
    cacheWriteTokens: tokenCount(input['cache_write_tokens']),
    outputTokens: tokenCount(raw['output_tokens']) ?? 0,
    reasoningTokens: tokenCount(objectIn(raw['output_tokens_details'])['reasoning_tokens']),
    raw,
  };
}

const usageName = '"usage"';

/**
 * True where a usage object may begin; a pattern over a whole long event costs more than all else.
 */
function namesUsage(data: string): boolean {
  for (let at = data.indexOf(usageName); at >= 0; at = data.indexOf(usageName, at + 1)) {
    const value = at + usageName.length;
    if (/^\s*:\s*\{/.test(data.slice(value, value + 16))) return true;
  }
  return false;
}

function usageInStream(events: readonly { readonly data: string }[]): JsonObject | undefined {
  let usage: JsonObject | undefined;
  for (const { data } of events) {
    // Cheap test first: most events carry no usage or null, and parsing all of them costs.
    if (!namesUsage(data)) continue;
    const found = usageInDocument(parseJson(data));
    // Anthropic's counts are cumulative and later events name only some: the last of each holds.
    if (found !== undefined) usage = { ...usage, ...found };
  }
  return usage;
}

/** In a message, a response, or an event that holds one. */
function usageInDocument(value: JsonValue | undefined): JsonObject | undefined {
  if (!isJsonObject(value)) return undefined;
  for (const holder of [value, objectIn(value['message']), objectIn(value['response'])]) {
    if (isJsonObject(holder['usage'])) return holder['usage'];
  }
  return undefined;
}

function objectIn(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
