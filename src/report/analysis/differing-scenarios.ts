// Which scenarios are shown where not all can be: those in which the arms differ most.

import type { RunDefinition } from '../../domain/run.ts';
import { uncachedInputTokens } from '../metrics/uncached-input-tokens.ts';
import { numbersOf } from './arm-numbers.ts';
import { baseNumbers, type ScopeNumbers } from './scope-numbers.ts';

/** Largest change of uncached tokens that an arm makes, as a share of the baseline. */
export function largestChange(
  { baseline }: Pick<RunDefinition, 'baseline'>,
  numbers: ScopeNumbers,
): number {
  const arms = baseNumbers(numbers);
  if (arms.length === 0) return 0;
  const base = numbersOf(arms, baseline).means[uncachedInputTokens.name] ?? 0;
  if (base === 0) return 0;
  const shares = arms.map(({ means }) =>
    Math.abs(((means[uncachedInputTokens.name] ?? 0) - base) / base),
  );
  return Math.max(0, ...shares);
}

/**
 * At most `max` scenarios, in the order of the run: those in which the arms differ most. What shows
 * every request of a trial cannot show it for hundreds of them.
 */
export function differingScenarios<Scenario extends { readonly change: number }>(
  scenarios: readonly Scenario[],
  max: number,
): readonly Scenario[] {
  if (scenarios.length <= max) return scenarios;
  const chosen = new Set(scenarios.toSorted((a, b) => b.change - a.change).slice(0, max));
  return scenarios.filter((scenario) => chosen.has(scenario));
}
