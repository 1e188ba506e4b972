// Threats to the validity of a comparison.

import type { MetricAnalysis } from './analyse-metric.ts';
import { clustersMin, completePairsMin } from './inference.ts';
import type { JudgedArm } from './judge-arms.ts';
import type { NoiseFloor } from './noise-floor.ts';
import type { Warning } from './warning.ts';

/** What was played, in trials. */
export interface PlayedTrials {
  readonly planned: number;
  /** Void ones among them. */
  readonly all: number;
  readonly counted: number;
  /** The model's price is known. */
  readonly hasPrice: boolean;
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

export function findWarnings(
  {
    scope,
    clusters,
    analyses,
    attrition,
    completePairs,
    lost,
    look,
    orderExplainsMore,
    comparisons,
  }: JudgedArm,
  { planned, all, counted, hasPrice }: PlayedTrials,
  noise: NoiseFloor | null,
): Warning[] {
  const [arm, baseline] = attrition;
  const headline = analyses.filter(({ analysis: { metric } }) => metric.isHeadline);
  const warnings: (Warning | false)[] = [
    look === null && { type: 'run-stopped', played: counted, planned },
    look !== null && look.of > 1 && { type: 'planned-look', look },
    scope === 'described' && { type: 'no-population' },
    clusters < clustersMin && { type: 'too-few-clusters', clusters, needed: clustersMin },
    arm.stopped + baseline.stopped > 0 && {
      type: 'attrition',
      arm: arm.stopped,
      baseline: baseline.stopped,
    },
    look !== null &&
      completePairs < completePairsMin * lost.planned && {
        type: 'too-few-complete',
        complete: completePairs,
        planned: lost.planned,
      },
    look !== null &&
      !lost.isSame && { type: 'lost-differ', arm: lost.arm, baseline: lost.baseline },
    comparisons > 1 && { type: 'several-arms', arms: comparisons },
    counted < all && { type: 'voided', count: all - counted, played: all },
    !hasPrice && { type: 'unknown-price' },
    orderExplainsMore && { type: 'order-explains-more' },
    noise === null && { type: 'no-noise-floor' },
    ...headline.flatMap(({ analysis }) => metricWarnings(analysis, noise)),
  ];
  return warnings.filter((warning) => warning !== false);
}
