// Which counters of a call are not known: never the same as zero.
import type { UsageCall } from '../domain/usage-call.ts';

/** Counters that a call may lack, by their names in JSON. */
const counters = {
  input_tokens: 'inputTokens',
  cached_tokens: 'cachedTokens',
  cache_write_tokens: 'cacheWriteTokens',
  output_tokens: 'outputTokens',
  reasoning_tokens: 'reasoningTokens',
} as const satisfies Record<string, keyof UsageCall>;

export function unknownCounters(call: UsageCall): string[] {
  return Object.entries(counters).flatMap(([name, field]) => (call[field] === null ? [name] : []));
}
