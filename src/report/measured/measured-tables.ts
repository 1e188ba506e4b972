// The tables of a measured run.

import type { RunDefinition, Trial } from '../../domain/run.ts';
import { clusterMeans } from '../../stats/cluster-means.ts';
import { measureSession } from '../compare-arms.ts';
import { formatDifference, formatLevel, formatSize, formatValue } from '../format.ts';
import type { Metric } from '../metrics/metric.ts';
import { metrics } from '../metrics/registry.ts';
import type { ReportTable } from '../tables.ts';
import { defaultLevel, type MetricAnalysis, sessionValue } from './analyse-metric.ts';
import type { ArmAnalysis } from './analyse-run.ts';
import { formatEffect } from './describe-arm.ts';
import { describeTail } from './describe-tail.ts';
import { isTested } from './inference.ts';
import type { NoiseFloor } from './noise-floor.ts';
import { isCompletePair, sessionPairs, withoutVoid } from './session-pairs.ts';

const probability = (p: number): string => (p < 0.001 ? '< 0.001' : p.toFixed(3));

/** A size on the scale of the test, as an effect: logarithms become factors. */
function onScale(analysis: MetricAnalysis, value: number): string {
  return analysis.scale === 'ratio'
    ? `${Math.exp(value).toFixed(2)}x`
    : formatSize(value, analysis.metric.unit);
}

/** A row per metric: effect, interval, n, tests of the declared ones, what could have been found. */
export function effectTable(found: ArmAnalysis, noise: NoiseFloor | null): ReportTable {
  const rows = found.analyses.map(({ analysis, verdict, adjustedP }) => {
    const floor = noise?.floors[analysis.metric.name];
    const tests = [analysis.p, analysis.signFlipP, analysis.wilcoxonP];
    return [
      analysis.metric.title,
      formatEffect(analysis, analysis.effect),
      `${formatEffect(analysis, analysis.low)} to ${formatEffect(analysis, analysis.high)}`,
      String(analysis.clusters),
      ...tests.map((p) => (found.mayInfer && isTested(analysis.metric) ? probability(p) : '')),
      adjustedP === null ? '' : probability(adjustedP),
      formatEffect(
        analysis,
        analysis.scale === 'ratio' ? Math.exp(analysis.hodgesLehmann) : analysis.hodgesLehmann,
      ),
      onScale(analysis, analysis.minimumDetectable),
      floor === undefined ? 'not known' : onScale(analysis, floor),
      verdict ?? '',
    ];
  });
  return {
    head: [
      ...[
        'metric per session',
        'effect',
        `${formatLevel(found.look?.level ?? defaultLevel)} interval`,
        'n',
        'p (t)',
        'p (sign-flip)',
      ],
      ...[
        'p (Wilcoxon)',
        'p (Holm)',
        'Hodges-Lehmann',
        'minimum detectable',
        'noise floor',
        'verdict',
      ],
    ],
    rows,
  };
}

/** Only the decision metrics, over all pairs: those with a session that stopped among them. */
export function allPairsTable(found: ArmAnalysis): ReportTable {
  const rows = found.allPairs
    .filter(({ metric }) => metric.decides)
    .map((analysis) => [
      analysis.metric.title,
      formatEffect(analysis, analysis.effect),
      `${formatEffect(analysis, analysis.low)} to ${formatEffect(analysis, analysis.high)}`,
      String(analysis.pairs),
    ]);
  return {
    head: [
      ...['metric per session', 'effect'],
      ...[`${formatLevel(found.look?.level ?? defaultLevel)} interval`, 'pairs'],
    ],
    rows,
  };
}

/** A row per scenario: the mean difference of its pairs, per decision metric. */
export function pairTable(
  definition: RunDefinition,
  trials: readonly Trial[],
  arm: string,
): ReportTable {
  const pairs = sessionPairs(definition, trials, arm).filter(isCompletePair);
  const deciding = metrics.filter(({ decides }) => decides);
  const meansOf = (metric: Metric): ReadonlyMap<string, number> =>
    new Map(
      clusterMeans(
        pairs.flatMap((pair) => {
          const own = sessionValue(metric, pair.arm, definition.price);
          const other = sessionValue(metric, pair.baseline, definition.price);
          return own === null || other === null
            ? []
            : [{ cluster: pair.scenario, value: own - other }];
        }),
      ).map(({ cluster, value }) => [cluster, value]),
    );
  const byMetric = deciding.map((metric) => ({ metric, means: meansOf(metric) }));
  const rows = definition.scenarios.map(({ name }) => [
    name,
    String(pairs.filter(({ scenario }) => scenario === name).length),
    ...byMetric.map(({ metric, means }) => {
      const value = means.get(name);
      return value === 0 ? '0' : formatDifference(value ?? null, metric.unit);
    }),
  ]);
  return { head: ['scenario', 'pairs', ...deciding.map(({ title }) => title)], rows };
}

/** Means of the sessions that count, an arm a column; the slow tail below where it can be said. */
export function levelTable(definition: RunDefinition, trials: readonly Trial[]): ReportTable {
  const names = definition.arms.map(({ name }) => name);
  const own = (name: string): Trial[] => withoutVoid(trials).filter((trial) => trial.arm === name);
  const rows = metrics
    .filter(({ name }) => name !== 'ttft_ms.p95')
    .map((metric) => [
      metric.title,
      ...names.map((name) =>
        formatValue(measureSession(metric, own(name), definition), metric.unit),
      ),
    ]);
  const tail = names.map((name) => {
    const found = describeTail(own(name), definition.seed);
    if (found === null) return 'fewer than 200 requests';
    const { interval } = found;
    const limits =
      interval === null
        ? ''
        : ` [${formatValue(interval.low, 'ms')} to ${formatValue(interval.high, 'ms')}]`;
    return `${formatValue(found.p95Ms, 'ms')}${limits}`;
  });
  return {
    head: ['metric', ...names],
    rows: [...rows, ['time to first token, p95 (a description)', ...tail]],
  };
}

/** What became of every arm's sessions. */
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
  return { head: ['arm', 'played', 'complete', 'could not go on', 'void'], rows };
}
