// What a call of a session file costs at list prices.
import { costOf } from '../../domain/cost.ts';
import type { UsageCall } from '../../domain/usage-call.ts';
import { findModelPrice } from '../../profiles/prices.ts';

/** USD at list prices; null for a model without a known price, or a call without counters. */
export function priceCall(call: UsageCall): number | null {
  const price = findModelPrice(call.model);
  if (price === null || call.inputTokens === null || call.outputTokens === null) return null;
  const { inputTokens, cachedTokens, cacheWriteTokens, outputTokens, reasoningTokens } = call;
  const usage = {
    inputTokens,
    cachedTokens: cachedTokens ?? 0,
    cacheWriteTokens: cacheWriteTokens ?? 0,
    outputTokens,
    reasoningTokens: reasoningTokens ?? 0,
  };
  return costOf(usage, price);
}
