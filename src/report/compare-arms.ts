// Arms against the baseline. On a simulator a difference is exact, and its range over the unsourced
// parameters is the only uncertainty: no intervals, no p-values, no verdicts.

import type { RunDefinition, Trial } from '../domain/run.ts';
import { rangeOf } from '../stats/descriptive.ts';
import type { Metric } from './metrics/metric.ts';
import { metrics } from './metrics/registry.ts';
import { baseVariant } from './variants.ts';

export type Direction =
  | 'identical by construction' // zero under every variant
  | 'higher'
  | 'higher or equal' // zero under some variants
  | 'lower'
  | 'lower or equal'
  | 'depends' // the variants disagree about the sign
  | 'unknown'; // not computable

export interface Comparison {
  readonly arm: string;
  readonly baseline: string;
  readonly metric: Metric;
  /** Arm minus baseline under each variant, by the variant's name; totals as means of a session. */
  readonly byVariant: Readonly<Record<string, number | null>>;
  /** Under the base variant. */
  readonly effect: number | null;
  /** Range over the variants. */
  readonly low: number | null;
  readonly high: number | null;
  readonly direction: Direction;
}

/** Trials of one arm under one variant. */
export function trialsOf(trials: readonly Trial[], arm: string, variant: string): Trial[] {
  return trials.filter((trial) => trial.arm === arm && trial.variant === variant);
}

/** A metric over whole trials: totals are summed over the sessions. */
export function measure(
  metric: Metric,
  trials: readonly Trial[],
  definition: RunDefinition,
): number | null {
  return metric.compute({
    turns: trials.flatMap(({ turns }) => turns),
    sessions: trials.length,
    price: definition.price,
  });
}

/** A metric of the mean session: totals are divided by the sessions, so that repeats do not add up. */
export function measureSession(
  metric: Metric,
  trials: readonly Trial[],
  definition: RunDefinition,
): number | null {
  const value = measure(metric, trials, definition);
  return value === null || !metric.isTotal || trials.length === 0 ? value : value / trials.length;
}

/** Differences below this share of the values are rounding of sums, not differences. */
const relativeRounding = 1e-12;

function difference(arm: number | null, baseline: number | null): number | null {
  if (arm === null || baseline === null) return null;
  const result = arm - baseline;
  return Math.abs(result) <= relativeRounding * Math.max(Math.abs(arm), Math.abs(baseline))
    ? 0
    : result;
}

function directionOf(values: readonly (number | null)[]): Direction {
  const known = values.filter((value) => value !== null);
  if (known.length === 0 || known.length < values.length) return 'unknown';
  if (known.every((value) => value === 0)) return 'identical by construction';
  if (known.every((value) => value > 0)) return 'higher';
  if (known.every((value) => value < 0)) return 'lower';
  if (known.every((value) => value >= 0)) return 'higher or equal';
  if (known.every((value) => value <= 0)) return 'lower or equal';
  return 'depends';
}

/** Without the detail metrics that these trials say nothing about; main metrics stay, as n/a. */
export function knownMetrics(
  chosen: readonly Metric[],
  trials: readonly Trial[],
  definition: RunDefinition,
): Metric[] {
  return chosen.filter(
    (metric) => metric.isDetail !== true || measure(metric, trials, definition) !== null,
  );
}

/** Every metric of one arm against the baseline, over the given trials. */
export function compareArm(
  definition: RunDefinition,
  trials: readonly Trial[],
  arm: string,
): Comparison[] {
  const own = trials.filter((trial) => trial.arm === arm || trial.arm === definition.baseline);
  return knownMetrics(metrics, own, definition).map((metric) => {
    const byVariant = Object.fromEntries(
      definition.variants.map(({ name }) => [
        name,
        difference(
          measureSession(metric, trialsOf(trials, arm, name), definition),
          measureSession(metric, trialsOf(trials, definition.baseline, name), definition),
        ),
      ]),
    );
    const values = Object.values(byVariant);
    const range = rangeOf(values.filter((value) => value !== null));
    return {
      arm,
      baseline: definition.baseline,
      metric,
      byVariant,
      effect: byVariant[baseVariant(definition).name] ?? null,
      low: range?.low ?? null,
      high: range?.high ?? null,
      direction: directionOf(values),
    };
  });
}

/** All arms but the baseline, in the order of the run. */
export function compareArms(definition: RunDefinition, trials: readonly Trial[]): Comparison[] {
  return definition.arms
    .filter(({ name }) => name !== definition.baseline)
    .flatMap(({ name }) => compareArm(definition, trials, name));
}
