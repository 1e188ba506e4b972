// The difference in cost of every arm in every scenario, over what is not known.
import { rangeOf } from '../../stats/descriptive.ts';
import { costUsd } from '../metrics/cost-usd.ts';
import type { RunView } from '../view.ts';
import { findComparison } from './compare-arms.ts';

/** Of one arm in one scenario. Low and high are equal where nothing was varied. */
export interface CostRange {
  readonly scenario: string;
  readonly arm: string;
  /** As shares of the baseline. */
  readonly low: number;
  readonly high: number;
  readonly lowUsd: number;
  readonly highUsd: number;
}

/**
 * In the order of the run. Only of arms whose trials came to their end, since others needed less of
 * everything; an arm that equals another is not said twice.
 */
export function costRanges({
  scenarios,
  facts,
}: Pick<RunView, 'scenarios' | 'facts'>): CostRange[] {
  const twins = new Set(facts.filter(({ twin }) => twin !== null).map(({ arm }) => arm));
  return scenarios.flatMap(({ name: scenario, comparisons }) =>
    comparisons.flatMap((comparison) => {
      const { arm, hasStopped } = comparison;
      const effects = findComparison(comparison, costUsd)?.byVariant ?? [];
      const shares = effects.flatMap(({ share }) => share ?? []);
      const share = rangeOf(shares);
      const usd = rangeOf(effects.flatMap(({ difference }) => difference ?? []));
      if (hasStopped || twins.has(arm) || shares.length < effects.length) return [];
      if (share === null || usd === null) return [];
      const { low, high } = share;
      return [{ scenario, arm, low, high, lowUsd: usd.low, highUsd: usd.high }];
    }),
  );
}

/** From the lowest to the highest of them; null for none. */
export function spanOf(ranges: readonly CostRange[]): Omit<CostRange, 'scenario' | 'arm'> | null {
  const share = rangeOf(ranges.flatMap(({ low, high }) => [low, high]));
  const usd = rangeOf(ranges.flatMap(({ lowUsd, highUsd }) => [lowUsd, highUsd]));
  if (share === null || usd === null) return null;
  return { low: share.low, high: share.high, lowUsd: usd.low, highUsd: usd.high };
}
