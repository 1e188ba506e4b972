// One arm of a measured run against the baseline: the trials in pairs, every metric with its
// interval. Nothing here looks at another arm or run: verdicts and threats to validity, which do,
// are in analyse-run.ts.

import type { RunDefinition } from '../../domain/run.ts';
import { holm } from '../../stats/holm.ts';
import { mean } from '../../stats/moments.ts';
import { metrics } from '../metrics/registry.ts';
import { ttftP95 } from '../metrics/ttft.ts';
import { analyseErrors, type ErrorAnalysis } from './analyse-errors.ts';
import { analyseMetric, type MetricAnalysis, sessionValue } from './analyse-metric.ts';
import {
  clustersMin,
  completePairsMin,
  defaultEquivalenceLevel,
  defaultLevel,
  defaultTolerance,
  primaryMetric,
  type Scope,
  secondaryNames,
} from './inference.ts';
import type { Looked, ReachedLook } from './looks.ts';
import { type ScenarioDifference, scenarioDifferences } from './scenario-differences.ts';
import {
  type Attrition,
  attritionOf,
  isCompletePair,
  type LostPairs,
  lostPairs,
  type SessionPair,
  sessionPairs,
} from './session-pairs.ts';
import type { ArmEvidence } from './verdict.ts';

export interface ArmMeasurement {
  readonly arm: string;
  readonly baseline: string;
  readonly scope: Scope;
  /** The planned look that this is; null: none has been reached, so there is no verdict. */
  readonly look: ReachedLook | null;
  readonly clusters: number;
  readonly pairs: number;
  readonly completePairs: number;
  /** Places in the plan of which either arm has no complete trial, and which arms lost what. */
  readonly lost: LostPairs;
  /**
   * There is a planned look, a declared population and enough clusters. Otherwise the numbers only
   * describe, and nothing is tested.
   */
  readonly mayInfer: boolean;
  /** What the verdict is made of. */
  readonly evidence: ArmEvidence;
  readonly analyses: readonly MetricAnalysis[];
  /**
   * Of the secondary metrics by name, adjusted by Holm over them; empty before the last analysis.
   */
  readonly adjustedPs: ReadonlyMap<string, number>;
  /** The same with the pairs of which a trial was stopped; empty when every pair is complete. */
  readonly allPairs: readonly MetricAnalysis[];
  readonly scenarios: readonly ScenarioDifference[];
  readonly errors: ErrorAnalysis;
  /** Of the arm, then of the baseline. */
  readonly attrition: readonly [Attrition, Attrition];
  /** The order within a block explains more of the primary metric than the arm does. */
  readonly orderExplainsMore: boolean;
}

function scopeOf(definition: RunDefinition): Scope {
  if (definition.scenarios.length === 1) return 'scenario';
  return definition.population === undefined ? 'described' : 'population';
}

function adjustedPs(
  analyses: readonly MetricAnalysis[],
  errors: ErrorAnalysis,
): ReadonlyMap<string, number> {
  const secondary = secondaryNames.flatMap((name) => {
    if (name === 'error_400.attempts') return [{ name, p: errors.p }];
    const found = analyses.find(({ metric }) => metric.name === name);
    return found === undefined ? [] : [{ name, p: found.p }];
  });
  const adjusted = holm(secondary.map(({ p }) => p));
  return new Map(secondary.map(({ name }, index) => [name, adjusted[index] ?? 1]));
}

/**
 * Whether half the difference between blocks in which the arm came first and blocks in which it
 * came last is larger than the effect.
 */
function isOrderLarger(
  pairs: readonly SessionPair[],
  effect: number,
  { price }: RunDefinition,
): boolean {
  const differenceOf = ({ arm, baseline }: SessionPair): number =>
    (sessionValue(primaryMetric, arm, price) ?? 0) -
    (sessionValue(primaryMetric, baseline, price) ?? 0);
  const isFirst = ({ arm, baseline }: SessionPair): boolean => arm.position < baseline.position;
  const first = mean(pairs.filter(isFirst).map(differenceOf));
  const last = mean(pairs.filter((pair) => !isFirst(pair)).map(differenceOf));
  return first !== null && last !== null && Math.abs(first - last) / 2 > Math.abs(effect);
}

/**
 * @param looked void trials among them, whose number is part of the result
 * @param tolerance relative difference considered negligible
 */
export function analyseArm(
  definition: RunDefinition,
  { look, trials }: Looked,
  arm: string,
  tolerance: number = defaultTolerance,
): ArmMeasurement {
  const pairs = sessionPairs(definition, trials, arm);
  const complete = pairs.filter(isCompletePair);
  const scope = scopeOf(definition);
  const clusterOf = ({ scenario, repeat }: SessionPair): string =>
    scope === 'scenario' ? `repeat ${repeat + 1}` : scenario;
  const settings = {
    price: definition.price,
    tolerance,
    seed: definition.seed,
    clusterOf,
    level: look?.level ?? defaultLevel,
    equivalenceLevel: look?.equivalenceLevel ?? defaultEquivalenceLevel,
  };
  const analyse = (given: readonly SessionPair[]): MetricAnalysis[] =>
    metrics.flatMap((metric) =>
      // A percentile of a few turns is not a session's value: describe-tail.ts has it over all
      // turns.
      metric === ttftP95 ? [] : (analyseMetric(metric, given, settings) ?? []),
    );
  const analyses = analyse(complete);
  const clusters = new Set(complete.map(clusterOf)).size;
  const mayInfer = look !== null && scope !== 'described' && clusters >= clustersMin;
  const own = attritionOf(trials, arm);
  const baseline = attritionOf(trials, definition.baseline);
  const errors = analyseErrors(pairs, definition.seed, clusterOf);
  const find = (name: string): MetricAnalysis | null =>
    analyses.find(({ metric }) => metric.name === name) ?? null;
  const primary = find(primaryMetric.name);
  const lost = lostPairs(definition, trials, arm);
  const isComparable = complete.length >= completePairsMin * lost.planned && lost.isSame;
  return {
    arm,
    baseline: definition.baseline,
    scope,
    look,
    clusters,
    pairs: pairs.length,
    completePairs: complete.length,
    lost,
    mayInfer,
    evidence: { primary, mayInfer, isComparable },
    analyses,
    // Holm is over one family of tests, at the end.
    adjustedPs:
      mayInfer && look.number === look.of
        ? adjustedPs(analyses, errors)
        : new Map<string, number>(),
    allPairs: complete.length === pairs.length ? [] : analyse(pairs),
    scenarios: scenarioDifferences(definition, complete),
    errors,
    attrition: [own, baseline],
    orderExplainsMore: primary !== null && isOrderLarger(complete, primary.effect, definition),
  };
}
