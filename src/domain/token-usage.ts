// What a response cost in tokens, in one shape for both protocols.
import type { JsonObject } from '../lib/json.ts';

/** Tokens. `inputTokens` includes cached and cache-writing ones, whatever the protocol says. */
export interface TokenCounts {
  readonly inputTokens: number;
  readonly cachedTokens: number;
  /** Billed above the plain price where the backend says so; null: it does not say. */
  readonly cacheWriteTokens: number | null;
  readonly outputTokens: number;
  /** Part of the output; null: the protocol does not say. */
  readonly reasoningTokens: number | null;
}

/** As a backend reported them. */
export interface TokenUsage extends TokenCounts {
  /** The usage object as it was sent (Anthropic streams: the last value of each field). */
  readonly raw: JsonObject;
}
