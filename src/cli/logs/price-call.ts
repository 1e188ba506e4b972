// What a call of a session file costs at list prices.
import { costOf } from '../../domain/cost.ts';
import type { UsageCall } from '../../domain/usage-call.ts';
import { findModelPrice } from '../../profiles/prices.ts';

/**
 * USD at list prices; null for a model without a known price, or a call whose counters do not tell.
 */
export function priceCall(call: UsageCall): number | null {
  const price = findModelPrice(call.model, call.month);
  const { inputTokens, cachedTokens, cacheWriteTokens, outputTokens, reasoningTokens } = call;
  if (price === null || inputTokens === null || outputTokens === null) return null;
  if (cachedTokens === null) return null;
  const usage = {
    inputTokens,
    cachedTokens,
    cacheWriteTokens: cacheWriteTokens ?? 0,
    outputTokens,
    reasoningTokens: reasoningTokens ?? 0,
  };
  return costOf(usage, price);
}
