// How much shorter an arm's answers would have to be to cost what the baseline costs. The simulator
// cannot say whether reasoning that is kept makes later output shorter: this says how much it must.

import type { RunDefinition, Trial } from '../domain/run.ts';
import { rangeOf } from '../stats/descriptive.ts';
import { measure, trialsOf } from './compare-arms.ts';
import { costUsd } from './metrics/cost-usd.ts';

const tokensPerPrice = 1_000_000;

export interface BreakEven {
  /** Output tokens per model call; negative: the arm already costs less by that much. */
  readonly low: number;
  readonly high: number;
}

/** Range over the variants; null when the price is unknown or nothing was played. */
export function breakEvenTokens(
  definition: RunDefinition,
  trials: readonly Trial[],
  arm: string,
): BreakEven | null {
  const { price } = definition;
  if (price === null || price.outputUsd === 0) return null;
  const values = definition.variants.flatMap(({ name }) => {
    const played = trialsOf(trials, arm, name);
    const calls = played.flatMap(({ turns }) => turns).length;
    const cost = measure(costUsd, played, definition);
    const baseline = measure(costUsd, trialsOf(trials, definition.baseline, name), definition);
    if (calls === 0 || cost === null || baseline === null) return [];
    return [((cost - baseline) * tokensPerPrice) / price.outputUsd / calls];
  });
  return rangeOf(values);
}
