// The course of a metric over the requests of a trial, as the mean over the repeats.

import type { RunDefinition, Trial } from '../../domain/run.ts';
import { ratio, sum } from '../../stats/descriptive.ts';
import type { Metric } from '../metrics/metric.ts';
import { metrics } from '../metrics/registry.ts';
import { baseVariant, shortName } from '../variants.ts';
import { groupTrials } from './group-trials.ts';

/** Metrics whose course over a trial says what to do; every request's tokens are in its table. */
const charted = ['uncached_input_tokens', 'cost_usd', 'cached_ratio'];

export interface CoursePoint {
  readonly scenario: string;
  /** Label of the variant. */
  readonly assumption: string;
  readonly arm: string;
  /** 1-based. */
  readonly request: number;
  /** In the metric's unit. */
  readonly value: number;
}

export interface RequestCourse {
  readonly metric: Metric;
  readonly points: readonly CoursePoint[];
}

/** Mean over the trials that came as far; null where the metric has no value. */
function valuesOf(
  metric: Metric,
  trials: readonly Trial[],
  { price }: Pick<RunDefinition, 'price'>,
): (number | null)[] {
  const length = Math.max(0, ...trials.map(({ turns }) => turns.length));
  return Array.from({ length }, (_, seq) => {
    const values = trials
      .flatMap(({ turns }) => turns.slice(seq, seq + 1))
      .map((turn) => metric.compute({ turns: [turn], sessions: 1, price }))
      .filter((value) => value !== null);
    return ratio(sum(values), values.length);
  });
}

/**
 * One for each charted metric, under the base variant.
 * @param scenarios names, in the order of the run
 * @param trials at least those of these scenarios
 */
export function requestCourses(
  definition: RunDefinition,
  scenarios: readonly string[],
  trials: readonly Trial[],
): RequestCourse[] {
  const byScenario = Map.groupBy(trials, ({ scenario }) => scenario);
  const groups = scenarios.map((scenario) => ({
    scenario,
    trialsOf: groupTrials(byScenario.get(scenario) ?? []),
  }));
  const variant = baseVariant(definition);
  const assumption = shortName(definition, variant);
  const pointsOf = (metric: Metric): CoursePoint[] =>
    groups.flatMap(({ scenario, trialsOf }) =>
      definition.arms.flatMap(({ name: arm }) =>
        valuesOf(metric, trialsOf(arm, variant.name), definition).flatMap((value, seq) =>
          value === null ? [] : [{ scenario, assumption, arm, request: seq + 1, value }],
        ),
      ),
    );
  return metrics
    .filter(({ name }) => charted.includes(name))
    .map((metric) => ({ metric, points: pointsOf(metric) }));
}
