// In how many scenarios an arm needs more, and in how many less. Scenarios are counted, never
// averaged: hand-picked ones have no mean that says anything.

import { rangeOf } from '../../stats/descriptive.ts';
import type { Metric } from '../metrics/metric.ts';
import { type Direction, directions, findComparison } from './compare-arms.ts';
import type { ScopeNumbers } from './scope-numbers.ts';

export interface ScenarioGroup {
  readonly direction: Direction;
  /** In the order of the run; never empty. */
  readonly scenarios: readonly string[];
  /**
   * Of the differences as shares of the baseline, over scenarios and variants; null: none is known.
   */
  readonly range: { readonly low: number; readonly high: number } | null;
  /** Whether the difference of a scenario depends on what was swept. */
  readonly varies: boolean;
}

/** Groups in the order of `directions`. A scenario in which a trial was stopped is `unknown`. */
export function groupScenarios(
  scenarios: readonly (ScopeNumbers & { readonly name: string })[],
  arm: string,
  metric: Metric,
): ScenarioGroup[] {
  const effects = scenarios.flatMap(({ name, comparisons }) => {
    const own = comparisons.find((comparison) => comparison.arm === arm);
    const found = own && findComparison(own, metric);
    if (found === undefined) return [];
    // A trial that could not continue is short, so it looks cheap.
    if (own?.hasStopped) return [{ name, direction: 'unknown' as const, shares: [] }];
    const shares = found.byVariant.map(({ share }) => share).filter((share) => share !== null);
    return [{ name, direction: found.direction, shares }];
  });
  return directions.flatMap((direction) => {
    const group = effects.filter((effect) => effect.direction === direction);
    if (group.length === 0) return [];
    const range = rangeOf(group.flatMap(({ shares }) => shares));
    const varies = group.some(({ shares }) => new Set(shares).size > 1);
    return [{ direction, scenarios: group.map(({ name }) => name), range, varies }];
  });
}
