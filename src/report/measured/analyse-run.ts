// A measured run, arm by arm: analyses, verdicts and doubts. For simulated runs see compare-arms.ts.

import type { RunDefinition, Trial } from '../../domain/run.ts';
import { holm } from '../../stats/holm.ts';
import { costUsd } from '../metrics/cost-usd.ts';
import { metrics } from '../metrics/registry.ts';
import { ttftP95 } from '../metrics/ttft.ts';
import { analyseErrors, type ErrorAnalysis } from './analyse-errors.ts';
import {
  analyseMetric,
  defaultEquivalenceLevel,
  defaultLevel,
  type MetricAnalysis,
} from './analyse-metric.ts';
import { findDoubts } from './find-doubts.ts';
import {
  clustersMin,
  defaultTolerance,
  primaryMetric,
  type Scope,
  secondaryNames,
} from './inference.ts';
import { countedTrials, type ReachedLook, reachedLook } from './looks.ts';
import { aaArmOf, type NoiseFloor, noiseFloorOf } from './noise-floor.ts';
import {
  type Attrition,
  attritionOf,
  isCompletePair,
  type SessionPair,
  sessionPairs,
} from './session-pairs.ts';
import { armVerdict, metricVerdict, type Verdict } from './verdict.ts';
import type { Warning } from './warnings.ts';

export interface ArmAnalysis {
  readonly arm: string;
  readonly baseline: string;
  readonly scope: Scope;
  /** The planned look that this is; null: none has been reached, so there is no verdict. */
  readonly look: ReachedLook | null;
  readonly clusters: number;
  readonly pairs: number;
  readonly completePairs: number;
  /** A planned look, a declared population and clusters enough: else numbers describe, without tests. */
  readonly mayInfer: boolean;
  readonly verdict: Verdict;
  readonly analyses: readonly {
    readonly analysis: MetricAnalysis;
    /** null: not a decision metric, or nothing may be inferred. */
    readonly verdict: Verdict | null;
    /** By Holm over the secondary metrics; null for the others. */
    readonly adjustedP: number | null;
  }[];
  /** The same over all pairs, those with a session that could not go on among them. */
  readonly allPairs: readonly MetricAnalysis[];
  readonly errors: ErrorAnalysis;
  readonly attrition: readonly Attrition[];
  readonly warnings: readonly Warning[];
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

export interface MeasuredOptions {
  readonly tolerance?: number;
  /** From the newest A/A run of the same backend and model; null: there is none. */
  readonly noise: NoiseFloor | null;
}

/** One arm against the baseline. */
export function analyseArm(
  definition: RunDefinition,
  trials: readonly Trial[],
  arm: string,
  options: MeasuredOptions,
): ArmAnalysis {
  const look = reachedLook(definition, trials);
  const counted = countedTrials(look, trials);
  const pairs = sessionPairs(definition, counted, arm);
  const complete = pairs.filter(isCompletePair);
  const scope = scopeOf(definition);
  const clusterOf = ({ scenario, repeat }: SessionPair): string =>
    scope === 'scenario' ? `repeat ${repeat + 1}` : scenario;
  const settings = {
    price: definition.price,
    tolerance: options.tolerance ?? defaultTolerance,
    seed: definition.seed,
    clusterOf,
    level: look?.level ?? defaultLevel,
    equivalenceLevel: look?.equivalenceLevel ?? defaultEquivalenceLevel,
  };
  const analyse = (given: readonly SessionPair[]): MetricAnalysis[] =>
    metrics.flatMap((metric) =>
      // A percentile of a few turns is no session's value: describe-tail.ts has it over all turns.
      metric === ttftP95 ? [] : (analyseMetric(metric, given, settings) ?? []),
    );
  const analyses = analyse(complete);
  const clusters = new Set(complete.map(clusterOf)).size;
  const mayInfer = look !== null && scope !== 'described' && clusters >= clustersMin;
  const attrition = [attritionOf(counted, arm), attritionOf(counted, definition.baseline)];
  const errors = analyseErrors(pairs, definition.seed, clusterOf);
  const adjusted = adjustedPs(analyses, errors);
  const find = (name: string): MetricAnalysis | null =>
    analyses.find(({ metric }) => metric.name === name) ?? null;
  const losesMore = (attrition[0]?.stopped ?? 0) > (attrition[1]?.stopped ?? 0);
  const verdict = armVerdict(find(primaryMetric.name), [find(costUsd.name)], losesMore);
  return {
    arm,
    baseline: definition.baseline,
    scope,
    look,
    clusters,
    pairs: pairs.length,
    completePairs: complete.length,
    mayInfer,
    verdict: mayInfer || verdict === 'invalid' ? verdict : 'inconclusive',
    analyses: analyses.map((analysis) => ({
      analysis,
      verdict: mayInfer && analysis.metric.decides ? metricVerdict(analysis) : null,
      // Holm is over one family of tests, at the end.
      adjustedP:
        mayInfer && look.number === look.of ? (adjusted.get(analysis.metric.name) ?? null) : null,
    })),
    allPairs: complete.length === pairs.length ? [] : analyse(pairs),
    errors,
    attrition,
    warnings: findDoubts({
      ...{ definition, trials, scope, clusters, attrition, analyses, look },
      pairs: complete,
      noise: options.noise,
    }),
  };
}

/** What the run's own A/A arm says about noise; null when it has none. */
export function ownNoiseFloor(
  definition: RunDefinition,
  trials: readonly Trial[],
): NoiseFloor | null {
  const arm = aaArmOf(definition);
  if (arm === undefined) return null;
  const { analyses, clusters } = analyseArm(definition, trials, arm, { noise: null });
  if (clusters < 2) return null;
  return noiseFloorOf(
    definition.id,
    analyses.map(({ analysis }) => analysis),
  );
}

/** Every arm but the baseline, in the order of the run. */
export function analyseRun(
  definition: RunDefinition,
  trials: readonly Trial[],
  options: MeasuredOptions,
): ArmAnalysis[] {
  return definition.arms
    .filter(({ name }) => name !== definition.baseline)
    .map(({ name }) => analyseArm(definition, trials, name, options));
}
