// The one place where tokens become money.

import type { ResponsesUsage } from '../wire/responses/usage.ts';
import type { PriceRecord } from './run.ts';

/** Prices are per this many tokens. */
const tokensPerPrice = 1_000_000;

/** USD of one response: uncached, cached, written and output tokens each at their own price. */
export function costOf(usage: ResponsesUsage, price: PriceRecord): number {
  const cached = usage.input_tokens_details.cached_tokens;
  const written = usage.input_tokens_details.cache_write_tokens ?? 0;
  const plain = Math.max(0, usage.input_tokens - cached - written);
  return (
    (plain * price.inputUsd +
      cached * price.cachedInputUsd +
      written * (price.cacheWriteUsd ?? price.inputUsd) +
      usage.output_tokens * price.outputUsd) /
    tokensPerPrice
  );
}
