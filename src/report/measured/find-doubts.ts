// What speaks against believing a comparison.

import type { RunDefinition, Trial } from '../../domain/run.ts';
import { mean } from '../../stats/moments.ts';
import { plannedTrials } from '../variants.ts';
import { type MetricAnalysis, sessionValue } from './analyse-metric.ts';
import { clustersMin, primaryMetric, type Scope } from './inference.ts';
import type { ReachedLook } from './looks.ts';
import type { NoiseFloor } from './noise-floor.ts';
import { type Attrition, type SessionPair, withoutVoid } from './session-pairs.ts';
import type { Warning } from './warnings.ts';

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

export interface Doubts {
  readonly definition: RunDefinition;
  readonly trials: readonly Trial[];
  readonly scope: Scope;
  readonly clusters: number;
  readonly pairs: readonly SessionPair[];
  readonly analyses: readonly MetricAnalysis[];
  readonly attrition: readonly Attrition[];
  readonly noise: NoiseFloor | null;
  readonly look: ReachedLook | null;
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
  if (excludesZero && analysis.signFlipP > 1 - analysis.level)
    warnings.push({ type: 'tests-disagree', metric });
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

export function findDoubts(doubts: Doubts): Warning[] {
  const { definition, trials, scope, clusters, pairs, analyses, attrition, noise, look } = doubts;
  const planned = plannedTrials(definition);
  const counted = withoutVoid(trials).length;
  const voided = trials.length - counted;
  const [arm, baseline] = attrition;
  const deciding = analyses.filter(({ metric }) => metric.decides);
  const primary = analyses.find(({ metric }) => metric === primaryMetric);
  return [
    ...(look === null ? [{ type: 'run-stopped' as const, played: counted, planned }] : []),
    ...(look !== null && look.of > 1 ? [{ type: 'planned-look' as const, look }] : []),
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
