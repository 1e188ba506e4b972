// What differs in each scenario of a measured run: a description, without tests.

import type { RunDefinition } from '../../domain/run.ts';
import { mean } from '../../stats/moments.ts';
import { headlineMetrics } from '../metrics/registry.ts';
import { sessionValue } from './analyse-metric.ts';
import type { SessionPair } from './session-pairs.ts';

export interface ScenarioDifference {
  readonly scenario: string;
  readonly pairs: number;
  /** Mean over the pairs by the name of each decision metric; null: no pair has a value. */
  readonly means: Readonly<Record<string, number | null>>;
}

/**
 * One for each scenario of the run.
 * @param pairs of complete trials
 */
export function scenarioDifferences(
  { scenarios, price }: RunDefinition,
  pairs: readonly SessionPair[],
): ScenarioDifference[] {
  const byScenario = Map.groupBy(pairs, ({ scenario }) => scenario);
  return scenarios.map(({ name: scenario }) => {
    const own = byScenario.get(scenario) ?? [];
    const means = headlineMetrics.map((metric) => {
      const differences = own.flatMap(({ arm, baseline }) => {
        const value = sessionValue(metric, arm, price);
        const other = sessionValue(metric, baseline, price);
        return value === null || other === null ? [] : [value - other];
      });
      return [metric.name, mean(differences)] as const;
    });
    return { scenario, pairs: own.length, means: Object.fromEntries(means) };
  });
}
