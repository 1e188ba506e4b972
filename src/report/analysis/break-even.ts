// How much shorter an arm's answers would have to be to cost what the baseline costs. The simulator
// cannot say whether reasoning that is kept makes later output shorter: this says how much it must.

import type { PriceRecord, RunDefinition } from '../../domain/run.ts';
import { rangeOf } from '../../stats/descriptive.ts';
import { costUsd } from '../metrics/cost-usd.ts';
import { numbersOf } from './arm-numbers.ts';
import type { VariantNumbers } from './variant-numbers.ts';

const tokensPerPrice = 1_000_000;

/** Price of so many output tokens, USD. */
export function outputUsdOf({ outputUsd }: PriceRecord, tokens: number): number {
  return (tokens * outputUsd) / tokensPerPrice;
}

export interface BreakEven {
  /** Output tokens per model call; negative: the arm already costs less by that much. */
  readonly low: number;
  readonly high: number;
}

/** Range over the variants; null when the price is unknown or nothing was played. */
export function breakEvenTokens(
  { price, baseline }: Pick<RunDefinition, 'price' | 'baseline'>,
  variants: readonly VariantNumbers[],
  arm: string,
): BreakEven | null {
  if (price === null || price.outputUsd === 0) return null;
  const values = variants.flatMap(({ arms }) => {
    const { requests, totals } = numbersOf(arms, arm);
    const cost = totals[costUsd.name] ?? null;
    const other = numbersOf(arms, baseline).totals[costUsd.name] ?? null;
    if (requests === 0 || cost === null || other === null) return [];
    return [(cost - other) / outputUsdOf(price, requests)];
  });
  return rangeOf(values);
}
