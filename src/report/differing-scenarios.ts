import type { RunDefinition, ScenarioRecord, Trial } from '../domain/run.ts';
import { measureSession, trialsOf } from './compare-arms.ts';
import { uncachedInputTokens } from './metrics/uncached-input-tokens.ts';
import { baseVariant } from './variants.ts';

/** Largest change of uncached tokens that an arm makes, as a share of the baseline. */
function changeOf(definition: RunDefinition, trials: readonly Trial[]): number {
  const variant = baseVariant(definition).name;
  const uncachedOf = (arm: string): number =>
    measureSession(uncachedInputTokens, trialsOf(trials, arm, variant), definition) ?? 0;
  const base = uncachedOf(definition.baseline);
  if (base === 0) return 0;
  return Math.max(
    0,
    ...definition.arms.map(({ name }) => Math.abs(uncachedOf(name) - base) / base),
  );
}

/**
 * At most `max` scenarios, in the order of the run: those in which the arms differ most. What shows every
 * request of a session cannot show it for hundreds of them.
 */
export function differingScenarios(
  definition: RunDefinition,
  trials: readonly Trial[],
  max: number,
): readonly ScenarioRecord[] {
  const { scenarios } = definition;
  if (scenarios.length <= max) return scenarios;
  const byScenario = Map.groupBy(trials, ({ scenario }) => scenario);
  const changes = scenarios.map((scenario) => ({
    scenario,
    change: changeOf(definition, byScenario.get(scenario.name) ?? []),
  }));
  const chosen = changes.toSorted((a, b) => b.change - a.change).slice(0, max);
  const names = new Set(chosen.map(({ scenario }) => scenario.name));
  return scenarios.filter(({ name }) => names.has(name));
}
