// A measured run, arm by arm: analyses, verdicts and doubts. For simulated runs see compare-arms.ts.

import type { RunDefinition, Trial } from '../../domain/run.ts';
import { holm } from '../../stats/holm.ts';
import { mean } from '../../stats/moments.ts';
import { cachedRatio } from '../metrics/cached-ratio.ts';
import { costUsd } from '../metrics/cost-usd.ts';
import { metrics } from '../metrics/registry.ts';
import { ttftP50, ttftP95 } from '../metrics/ttft.ts';
import { uncachedInputTokens } from '../metrics/uncached-input-tokens.ts';
import { plannedTrials } from '../variants.ts';
import { analyseErrors, type ErrorAnalysis } from './analyse-errors.ts';
import { analyseMetric, type MetricAnalysis, sessionValue } from './analyse-metric.ts';
import { aaArmOf, type NoiseFloor, noiseFloorOf } from './noise-floor.ts';
import {
  type Attrition,
  attritionOf,
  isCompletePair,
  type SessionPair,
  sessionPairs,
  withoutVoid,
} from './session-pairs.ts';
import { armVerdict, metricVerdict, type Verdict } from './verdict.ts';
import type { Warning } from './warnings.ts';

/** Below this many independent sessions nothing is inferred. */
export const clustersMin = 8;
/** Share of the baseline that is no reason to act. */
export const defaultTolerance = 0.02;
export const primaryMetric = uncachedInputTokens;
/** Declared here, before any run: Holm's adjustment is over exactly these. */
const secondaryNames = [cachedRatio.name, ttftP50.name, 'error_400.attempts'];

export interface ArmAnalysis {
  readonly arm: string;
  readonly baseline: string;
  /** `population`: clusters are scenarios; `scenario`: blocks of the only one, and it alone. */
  readonly scope: 'population' | 'scenario' | 'described';
  readonly clusters: number;
  readonly pairs: number;
  readonly completePairs: number;
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

function scopeOf(definition: RunDefinition): ArmAnalysis['scope'] {
  if (definition.scenarios.length === 1) return 'scenario';
  return definition.population === undefined ? 'described' : 'population';
}

/** Half the difference between blocks in which the arm came first and those in which it came last. */
function orderExplainsMore(
  definition: RunDefinition,
  pairs: readonly SessionPair[],
  effect: number,
): boolean {
  const differenceOf = ({ arm, baseline }: SessionPair): number =>
    (sessionValue(primaryMetric, arm, definition.price) ?? 0) -
    (sessionValue(primaryMetric, baseline, definition.price) ?? 0);
  const isFirst = ({ arm, baseline }: SessionPair): boolean => arm.position < baseline.position;
  const first = mean(pairs.filter(isFirst).map(differenceOf));
  const last = mean(pairs.filter((pair) => !isFirst(pair)).map(differenceOf));
  return first !== null && last !== null && Math.abs(first - last) / 2 > Math.abs(effect);
}

interface Doubts {
  readonly definition: RunDefinition;
  readonly trials: readonly Trial[];
  readonly scope: ArmAnalysis['scope'];
  readonly clusters: number;
  readonly pairs: readonly SessionPair[];
  readonly analyses: readonly MetricAnalysis[];
  readonly attrition: readonly Attrition[];
  readonly noise: NoiseFloor | null;
}

function effectOf({ scale, effect }: MetricAnalysis): number {
  return scale === 'ratio' ? Math.log(effect) : effect;
}

function metricWarnings(analysis: MetricAnalysis, noise: NoiseFloor | null): Warning[] {
  const metric = analysis.metric.title;
  const [low, high] =
    analysis.scale === 'ratio'
      ? [Math.log(analysis.low), Math.log(analysis.high)]
      : [analysis.low, analysis.high];
  const excludesZero = low > 0 || high < 0;
  const floor = noise?.floors[analysis.metric.name];
  const warnings: Warning[] = [];
  if (excludesZero && analysis.signFlipP > 0.05) warnings.push({ type: 'tests-disagree', metric });
  if (analysis.outliers.length > 0) {
    warnings.push({ type: 'outliers', metric, clusters: analysis.outliers });
  }
  if (floor !== undefined && excludesZero && Math.abs(effectOf(analysis)) < floor) {
    warnings.push({ type: 'below-noise-floor', metric });
  }
  if (!excludesZero && analysis.minimumDetectable > analysis.tolerance) {
    warnings.push({ type: 'underpowered', metric });
  }
  return warnings;
}

function warningsOf(doubts: Doubts): Warning[] {
  const { definition, trials, scope, clusters, pairs, analyses, attrition, noise } = doubts;
  const planned = plannedTrials(definition);
  const counted = withoutVoid(trials).length;
  const voided = trials.length - counted;
  const [arm, baseline] = attrition;
  const deciding = analyses.filter(({ metric }) => metric.decides);
  const primary = analyses.find(({ metric }) => metric === primaryMetric);
  return [
    ...(counted < planned ? [{ type: 'run-stopped' as const, played: counted, planned }] : []),
    ...(scope === 'described' ? [{ type: 'no-population' as const }] : []),
    ...(clusters < clustersMin
      ? [{ type: 'too-few-clusters' as const, clusters, needed: clustersMin }]
      : []),
    ...(arm !== undefined && baseline !== undefined && arm.stopped + baseline.stopped > 0
      ? [{ type: 'attrition' as const, arm: arm.stopped, baseline: baseline.stopped }]
      : []),
    ...(voided > 0 ? [{ type: 'voided' as const, count: voided, played: trials.length }] : []),
    ...(definition.price === null ? [{ type: 'unknown-price' as const }] : []),
    ...(primary !== undefined && orderExplainsMore(definition, pairs, primary.effect)
      ? [{ type: 'order-explains-more' as const }]
      : []),
    ...(noise === null ? [{ type: 'no-noise-floor' as const }] : []),
    ...deciding.flatMap((analysis) => metricWarnings(analysis, noise)),
  ];
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
  const pairs = sessionPairs(definition, trials, arm);
  const complete = pairs.filter(isCompletePair);
  const scope = scopeOf(definition);
  const clusterOf = ({ scenario, repeat }: SessionPair): string =>
    scope === 'scenario' ? `repeat ${repeat + 1}` : scenario;
  const settings = {
    price: definition.price,
    tolerance: options.tolerance ?? defaultTolerance,
    seed: definition.seed,
    clusterOf,
  };
  const analyse = (given: readonly SessionPair[]): MetricAnalysis[] =>
    metrics.flatMap((metric) =>
      // A percentile of a few turns is no session's value: describe-tail.ts has it over all turns.
      metric === ttftP95 ? [] : (analyseMetric(metric, given, settings) ?? []),
    );
  const analyses = analyse(complete);
  const clusters = new Set(complete.map(clusterOf)).size;
  const mayInfer = scope !== 'described' && clusters >= clustersMin;
  const attrition = [attritionOf(trials, arm), attritionOf(trials, definition.baseline)];
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
    clusters,
    pairs: pairs.length,
    completePairs: complete.length,
    verdict: mayInfer || verdict === 'invalid' ? verdict : 'inconclusive',
    analyses: analyses.map((analysis) => ({
      analysis,
      verdict: mayInfer && analysis.metric.decides ? metricVerdict(analysis) : null,
      adjustedP: mayInfer ? (adjusted.get(analysis.metric.name) ?? null) : null,
    })),
    allPairs: complete.length === pairs.length ? [] : analyse(pairs),
    errors,
    attrition,
    warnings: warningsOf({
      ...{ definition, trials, scope, clusters, attrition, analyses },
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
