// A measured arm in words: what was found, in one sentence, then the threats to validity.

import { formatSignedPercent } from '../../lib/format-number.ts';
import { formatDifference, formatLevel, formatValue } from '../format.ts';
import type { MetricAnalysis } from '../measured/analyse-metric.ts';
import type { ArmAnalysis } from '../measured/analyse-run.ts';
import { defaultLevel } from '../measured/inference.ts';
import type { Verdict } from '../measured/verdict.ts';
import { describeWarning } from './describe-warning.ts';

const verdictPhrases: Readonly<Record<Verdict, string>> = {
  better: 'is better than',
  worse: 'is worse than',
  equivalent: 'is equivalent to',
  inconclusive: 'cannot be told from',
  invalid: 'cannot be compared with',
};

/** On the ratio scale `0.82x`, else with sign and unit. A measured zero is a zero. */
export function formatMeasured({ scale, metric }: MetricAnalysis, value: number): string {
  if (scale === 'ratio') return `${value.toFixed(2)}x`;
  return value === 0 ? '0' : formatDifference(value, metric.unit);
}

/** `-2,000 (-10.1%), 95% interval -2,100 to -1,900` */
export function describeMeasured(analysis: MetricAnalysis): string {
  const { effect, low, high, level, baselineMean, metric } = analysis;
  const share =
    baselineMean && metric.unit !== 'fraction' && effect !== 0
      ? ` (${formatSignedPercent(effect / baselineMean, 2)})`
      : '';
  return `${formatMeasured(analysis, effect)}${share}, ${formatLevel(level)} interval ${formatMeasured(analysis, low)} to ${formatMeasured(analysis, high)}`;
}

/** The first sentence of a report. */
export function describeVerdict(found: ArmAnalysis): string {
  const headline = found.analyses.filter(({ analysis }) => analysis.metric.isHeadline);
  const effects = headline.map(
    ({ analysis }) => `${analysis.metric.title} per trial ${describeMeasured(analysis)}`,
  );
  const basis =
    found.scope === 'scenario'
      ? `${found.clusters} repeats of one scenario, and the result holds for it alone`
      : `${found.clusters} independent scenarios, ${found.completePairs} pairs of trials`;
  return `\`${found.arm}\` ${verdictPhrases[found.verdict]} \`${found.baseline}\` (${found.verdict}): ${effects.join('; ')} (${basis}).`;
}

/** Refusals of both arms, never as a bare zero. */
export function describeErrors({ errors, arm, baseline, mayInfer }: ArmAnalysis): string {
  const of = (name: string, rate: typeof errors.arm): string => {
    const bound =
      rate.upperBound === null
        ? rate.interval === null
          ? ''
          : `, ${formatLevel(defaultLevel)} ${formatValue(rate.interval.low, 'fraction')} to ${formatValue(rate.interval.high, 'fraction')}`
        : `, so less than ${formatValue(rate.upperBound, 'fraction')}`;
    return `\`${name}\` ${rate.sessions} of ${rate.ofSessions} trials${bound} (${rate.attempts} of ${rate.ofAttempts} first attempts)`;
  };
  const test = mayInfer ? `; exact test on the paired counts p = ${errors.p.toPrecision(2)}` : '';
  return `Refused with 400: ${of(baseline, errors.baseline)}; ${of(arm, errors.arm)}${test}.`;
}

export function describeThreats(found: ArmAnalysis): string[] {
  return found.warnings.map(describeWarning);
}
