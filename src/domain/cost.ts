// The one place where tokens become money.

import type { PriceRecord } from './run.ts';
import type { TokenCounts } from './token-usage.ts';

/** Prices are per this many tokens. */
const tokensPerPrice = 1_000_000;

/**
 * USD of one response: uncached, cached, written and output tokens each at their own price.
 * @param usage of one response, not of several: long prompts have their own price
 * @param tier the service tier that answered; one whose factor is not known costs the plain price
 */
export function costOf(usage: TokenCounts, price: PriceRecord, tier?: string | null): number {
  const written = usage.cacheWriteTokens ?? 0;
  const plain = Math.max(0, usage.inputTokens - usage.cachedTokens - written);
  const { longContext } = price;
  const isLong = longContext !== undefined && usage.inputTokens > longContext.above;
  const input =
    plain * price.inputUsd +
    usage.cachedTokens * price.cachedInputUsd +
    written * (price.cacheWriteUsd ?? price.inputUsd);
  const output = usage.outputTokens * price.outputUsd;
  const usd = isLong ? input * longContext.input + output * longContext.output : input + output;
  return (usd * tierFactor(price, tier)) / tokensPerPrice;
}

/** What a tier multiplies the price by; 1 where the price list does not say. */
export function tierFactor({ tierFactors = {} }: PriceRecord, tier?: string | null): number {
  return tier && Object.hasOwn(tierFactors, tier) ? (tierFactors[tier] ?? 1) : 1;
}
