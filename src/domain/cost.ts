// The one place where tokens become money.

import type { PriceRecord } from './run.ts';
import type { TokenCounts } from './token-usage.ts';

/** Prices are per this many tokens. */
const tokensPerPrice = 1_000_000;

/** USD of one response: uncached, cached, written and output tokens each at their own price. */
export function costOf(usage: TokenCounts, price: PriceRecord): number {
  const written = usage.cacheWriteTokens ?? 0;
  const plain = Math.max(0, usage.inputTokens - usage.cachedTokens - written);
  return (
    (plain * price.inputUsd +
      usage.cachedTokens * price.cachedInputUsd +
      written * (price.cacheWriteUsd ?? price.inputUsd) +
      usage.outputTokens * price.outputUsd) /
    tokensPerPrice
  );
}
