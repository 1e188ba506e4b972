// Token counts as Anthropic's API reports them.
import type { AnthropicUsage } from '../../wire/anthropic/message.ts';
import type { ResponsesUsage } from '../../wire/responses/usage.ts';

/** Cached and cache-written tokens are taken out of the input, as Anthropic counts them. */
export function translateUsage(usage: ResponsesUsage | null, searches = 0): AnthropicUsage {
  const cached = usage?.input_tokens_details?.cached_tokens ?? 0;
  const written = usage?.input_tokens_details?.cache_write_tokens ?? 0;
  return {
    input_tokens: Math.max(0, (usage?.input_tokens ?? 0) - cached - written),
    cache_creation_input_tokens: written,
    cache_read_input_tokens: cached,
    output_tokens: usage?.output_tokens ?? 0,
    ...(searches === 0
      ? {}
      : { server_tool_use: { web_search_requests: searches, web_fetch_requests: 0 } }),
  };
}
