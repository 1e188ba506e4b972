// Token counts as `--json` and exported lines print them.
import type { TokenUsage } from '../domain/token-usage.ts';

/** Field names are a contract; input includes cached tokens. */
export interface UsageView {
  readonly input_tokens: number;
  readonly cached_tokens: number;
  readonly output_tokens: number;
  /** null: the protocol does not say. */
  readonly reasoning_tokens: number | null;
}

export function usageView(usage: TokenUsage): UsageView {
  return {
    input_tokens: usage.inputTokens,
    cached_tokens: usage.cachedTokens,
    output_tokens: usage.outputTokens,
    reasoning_tokens: usage.reasoningTokens,
  };
}
