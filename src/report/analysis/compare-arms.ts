// Arms against the baseline. On a simulator a difference is exact, and its range over the unsourced
// parameters is the only uncertainty: no intervals, no p-values, no verdicts.

import type { RunDefinition } from '../../domain/run.ts';
import { rangeOf } from '../../stats/descriptive.ts';
import type { Metric } from '../metrics/metric.ts';
import { metrics } from '../metrics/registry.ts';
import { type ArmNumbers, numbersOf } from './arm-numbers.ts';
import type { VariantNumbers } from './variant-numbers.ts';

/** How the variants agree about a difference, in the order in which findings name them. */
export const directions = [
  'higher',
  'higher or equal', // zero under some variants
  'lower',
  'lower or equal',
  'depends', // the variants disagree about the sign
  'equal', // zero under every variant
  'unknown', // not computable
] as const;
export type Direction = (typeof directions)[number];

/** Arm minus baseline under one variant; totals are those of the mean trial. */
export interface VariantEffect {
  /** The variant's name. */
  readonly variant: string;
  readonly isShown: boolean;
  readonly difference: number | null;
  /** The arm's own. */
  readonly value: number | null;
  /** The difference as a share of the baseline; null without a baseline that is not zero. */
  readonly share: number | null;
}

export interface Comparison {
  readonly metric: Metric;
  /** In the order of the run's variants. */
  readonly byVariant: readonly VariantEffect[];
  /** Under the base variant. */
  readonly effect: number | null;
  /** Range over the variants. */
  readonly low: number | null;
  readonly high: number | null;
  readonly direction: Direction;
}

export interface ArmComparison {
  readonly arm: string;
  readonly baseline: string;
  /**
   * A trial of either ended early, or never reached the backend: it needed less of everything, so
   * totals cannot be compared.
   */
  readonly hasStopped: boolean;
  /** Without the detail metrics that these trials say nothing about. */
  readonly metrics: readonly Comparison[];
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
  if (known.every((value) => value === 0)) return 'equal';
  if (known.every((value) => value > 0)) return 'higher';
  if (known.every((value) => value < 0)) return 'lower';
  if (known.every((value) => value >= 0)) return 'higher or equal';
  if (known.every((value) => value <= 0)) return 'lower or equal';
  return 'depends';
}

/** A main metric stays, as n/a; a detail needs a value somewhere. */
export function isKnown(metric: Metric, arms: readonly ArmNumbers[]): boolean {
  return metric.isDetail !== true || arms.some(({ totals }) => totals[metric.name] !== null);
}

function effectOf(
  metric: Metric,
  arm: string,
  baseline: string,
  { variant, isShown, arms }: VariantNumbers,
): VariantEffect {
  const base = numbersOf(arms, baseline).means[metric.name] ?? null;
  const value = numbersOf(arms, arm).means[metric.name] ?? null;
  const apart = difference(value, base);
  const share = apart === null || !base ? null : apart / base;
  return { variant: variant.name, isShown, difference: apart, value, share };
}

function compareMetric(
  metric: Metric,
  arm: string,
  baseline: string,
  variants: readonly VariantNumbers[],
): Comparison {
  const byVariant = variants.map((variant) => effectOf(metric, arm, baseline, variant));
  const values = byVariant.map((effect) => effect.difference);
  const range = rangeOf(values.filter((value) => value !== null));
  return {
    metric,
    byVariant,
    effect: values[0] ?? null,
    low: range?.low ?? null,
    high: range?.high ?? null,
    direction: directionOf(values),
  };
}

/**
 * All arms but the baseline, in the order of the run.
 * @param arms over all variants
 */
export function compareArms(
  { baseline, arms: all }: RunDefinition,
  variants: readonly VariantNumbers[],
  arms: readonly ArmNumbers[],
): ArmComparison[] {
  return all
    .filter(({ name }) => name !== baseline)
    .map(({ name: arm }) => {
      const both = [numbersOf(arms, arm), numbersOf(arms, baseline)];
      return {
        arm,
        baseline,
        hasStopped: both.some(({ stopped, unreached }) => stopped > 0 || unreached > 0),
        metrics: metrics
          .filter((metric) => isKnown(metric, both))
          .map((metric) => compareMetric(metric, arm, baseline, variants)),
      };
    });
}

/** undefined: a detail metric that these trials say nothing about. */
export function findComparison(
  { metrics: compared }: ArmComparison,
  wanted: Metric,
): Comparison | undefined {
  return compared.find(({ metric }) => metric === wanted);
}

/** Range of the shares over the variants; null where a variant has none. */
export function shareRange({ byVariant }: Comparison): { low: number; high: number } | null {
  const shares = byVariant.flatMap(({ share }) => share ?? []);
  return shares.length < byVariant.length ? null : rangeOf(shares);
}
