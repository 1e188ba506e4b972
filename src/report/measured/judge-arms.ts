// The verdicts of a run's arms, and which of their metrics were tested.

import type { RunDefinition } from '../../domain/run.ts';
import type { ArmMeasurement } from './analyse-arm.ts';
import type { MetricAnalysis } from './analyse-metric.ts';
import { armVerdicts, type Verdict } from './verdict.ts';

export interface MetricResult {
  readonly analysis: MetricAnalysis;
  /** null: not the primary metric, or nothing may be inferred. */
  readonly verdict: Verdict | null;
  /**
   * By Holm: the primary metric's over the arms, a secondary one's over those; null: not tested.
   */
  readonly adjustedP: number | null;
}

/** An arm with its verdict. */
export interface JudgedArm extends Omit<ArmMeasurement, 'analyses' | 'adjustedPs'> {
  readonly verdict: Verdict;
  readonly analyses: readonly MetricResult[];
  /** Arms whose verdicts share the 5% of error. */
  readonly comparisons: number;
}

/** Every arm of a run with its verdict; the verdicts are adjusted for the number of arms. */
export function judgeArms(
  results: readonly ArmMeasurement[],
  { price }: RunDefinition,
): JudgedArm[] {
  const verdicts = armVerdicts(results.map(({ evidence }) => evidence));
  return results.map(({ analyses, adjustedPs, ...found }, index) => {
    const { verdict, adjustedP } = verdicts[index] ?? { verdict: 'invalid', adjustedP: null };
    return {
      ...found,
      comparisons: results.length,
      // Without a price the cost is not known, which is not the fault of the arm.
      verdict: verdict === 'invalid' && price === null ? 'inconclusive' : verdict,
      analyses: analyses.map((analysis) =>
        analysis === found.evidence.primary
          ? { analysis, verdict: adjustedP === null ? null : verdict, adjustedP }
          : {
              analysis,
              verdict: null,
              adjustedP: adjustedPs.get(analysis.metric.name) ?? null,
            },
      ),
    };
  });
}
