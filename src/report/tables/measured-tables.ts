// The tables of one arm of a measured run, and of its arms side by side.

import { formatDifference, formatLevel, formatSize, formatValue } from '../format.ts';
import type { MetricAnalysis } from '../measured/analyse-metric.ts';
import type { ArmAnalysis, ArmLevel } from '../measured/analyse-run.ts';
import { defaultLevel, isTested } from '../measured/inference.ts';
import type { NoiseFloor } from '../measured/noise-floor.ts';
import { headlineMetrics, metrics } from '../metrics/registry.ts';
import { ttftP95 } from '../metrics/ttft.ts';
import { formatMeasured } from '../text/describe-measured.ts';
import type { ReportTable } from './report-table.ts';

const probability = (p: number): string => (p < 0.001 ? '< 0.001' : p.toFixed(3));

/** A size on the scale of the test, as an effect: logarithms become factors. */
function onScale(analysis: MetricAnalysis, value: number): string {
  return analysis.scale === 'ratio'
    ? `${Math.exp(value).toFixed(2)}x`
    : formatSize(value, analysis.metric.unit);
}

/** A row per metric: effect, interval, n, and the verdict of those that are judged. */
export function effectTable(found: ArmAnalysis): ReportTable {
  const rows = found.analyses.map(({ analysis, verdict }) => [
    analysis.metric.title,
    formatMeasured(analysis, analysis.effect),
    `${formatMeasured(analysis, analysis.low)} to ${formatMeasured(analysis, analysis.high)}`,
    String(analysis.clusters),
    verdict ?? '',
  ]);
  const interval = `${formatLevel(found.look?.level ?? defaultLevel)} interval`;
  return { head: ['metric per trial', 'effect', interval, 'n', 'verdict'], rows };
}

/** A row per declared metric: its tests, which a verdict rests on. */
export function testTable(found: ArmAnalysis): ReportTable {
  const rows = found.analyses
    .filter(({ analysis }) => found.mayInfer && isTested(analysis.metric))
    .map(({ analysis, adjustedP }) => [
      analysis.metric.title,
      ...[analysis.p, analysis.signFlipP, analysis.wilcoxonP].map(probability),
      adjustedP === null ? '' : probability(adjustedP),
    ]);
  const head = ['metric per trial', 'p (t)', 'p (sign-flip)', 'p (Wilcoxon)', 'p (Holm)'];
  return { head, rows };
}

/** A row per metric: a robust estimate, and what a run of this size can find. */
export function resolutionTable(found: ArmAnalysis, noise: NoiseFloor | null): ReportTable {
  const rows = found.analyses.map(({ analysis }) => {
    const floor = noise?.floors[analysis.metric.name];
    const middle =
      analysis.scale === 'ratio' ? Math.exp(analysis.hodgesLehmann) : analysis.hodgesLehmann;
    return [
      analysis.metric.title,
      formatMeasured(analysis, middle),
      onScale(analysis, analysis.minimumDetectable),
      floor === undefined ? 'not known' : onScale(analysis, floor),
    ];
  });
  const head = ['metric per trial', 'Hodges-Lehmann', 'minimum detectable', 'noise floor'];
  return { head, rows };
}

/** Cost and uncached tokens over all pairs, also those with a trial that stopped. */
export function allPairsTable(found: ArmAnalysis): ReportTable {
  const rows = found.allPairs
    .filter(({ metric }) => metric.isHeadline)
    .map((analysis) => [
      analysis.metric.title,
      formatMeasured(analysis, analysis.effect),
      `${formatMeasured(analysis, analysis.low)} to ${formatMeasured(analysis, analysis.high)}`,
      String(analysis.pairs),
    ]);
  return {
    head: [
      'metric per trial',
      'effect',
      `${formatLevel(found.look?.level ?? defaultLevel)} interval`,
      'pairs',
    ],
    rows,
  };
}

/** A row per scenario: the mean difference of its pairs, for cost and uncached tokens. */
export function pairTable({ scenarios }: ArmAnalysis): ReportTable {
  const rows = scenarios.map(({ scenario, pairs, means }) => [
    scenario,
    String(pairs),
    ...headlineMetrics.map(({ name, unit }) => {
      const value = means[name] ?? null;
      return value === 0 ? '0' : formatDifference(value, unit);
    }),
  ]);
  return { head: ['scenario', 'pairs', ...headlineMetrics.map(({ title }) => title)], rows };
}

/** Means of the trials that count, an arm a column; the slow tail below where it can be said. */
export function levelTable(levels: readonly ArmLevel[]): ReportTable {
  const rows = metrics
    .filter((metric) => metric !== ttftP95)
    .map(({ title, name, unit }) => [
      title,
      ...levels.map(({ numbers }) => formatValue(numbers.means[name] ?? null, unit)),
    ]);
  const tails = levels.map(({ tail }) => {
    if (tail === null) return 'fewer than 200 requests';
    const { interval } = tail;
    const limits =
      interval === null
        ? ''
        : ` [${formatValue(interval.low, 'ms')} to ${formatValue(interval.high, 'ms')}]`;
    return `${formatValue(tail.p95Ms, 'ms')}${limits}`;
  });
  return {
    head: ['metric', ...levels.map(({ numbers }) => numbers.arm)],
    rows: [...rows, ['time to first token, p95 (a description)', ...tails]],
  };
}

/** What became of every arm's trials. */
export function attritionTable(found: ArmAnalysis): ReportTable {
  const rows = found.attrition.map(({ arm, played, complete, stopped, voided }) => [
    arm,
    String(played),
    String(complete),
    String(stopped),
    Object.entries(voided)
      .map(([reason, count]) => `${count} ${reason}`)
      .join(', ') || '0',
  ]);
  return { head: ['arm', 'played', 'complete', 'could not continue', 'excluded'], rows };
}
