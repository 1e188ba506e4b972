// Charts as vega-lite specifications: over whole sessions, and over the requests of a session (a line
// per arm, a row per scenario, a column per shown assumption). Rendering is the shell's work.

import type { RunDefinition, Trial } from '../domain/run.ts';
import { ratio, sum } from '../stats/descriptive.ts';
import { armEncoding } from './charts/arm-encoding.ts';
import { decompositionBars } from './charts/decomposition-bars.ts';
import { pairedDots } from './charts/paired-dots.ts';
import { assumptionColumn } from './charts/per-assumption.ts';
import { ttftDistribution } from './charts/ttft-distribution.ts';
import { measure, trialsOf } from './compare-arms.ts';
import { differingScenarios } from './differing-scenarios.ts';
import type { Metric } from './metrics/metric.ts';
import { metrics } from './metrics/registry.ts';
import { shortName, shownVariants } from './variants.ts';

export interface ChartSpec {
  /** File name without folder. */
  readonly file: string;
  readonly title: string;
  readonly spec: object;
}

/** Metrics whose course over a session says something; a percentile of one request does not. */
const charted = [
  'uncached_input_tokens',
  'cost_usd',
  'cached_ratio',
  'input_tokens',
  'reasoning_tokens_replayed',
  'ttft_ms.p50',
];

/** Rows of a chart over requests: more is a page that nobody scrolls, and megabytes. */
const rowsMax = 4;
/** Rows of a chart over sessions. */
const dotRowsMax = 40;
/** Beyond, the points of a line run into one another: the line is drawn alone. */
const dotsMax = 250;

interface Point {
  readonly scenario: string;
  readonly assumption: string;
  readonly arm: string;
  readonly request: number;
  readonly value: number;
}

/** Mean over the repeats of one request's value. */
function pointsOf(definition: RunDefinition, trials: readonly Trial[], metric: Metric): Point[] {
  return shownVariants(definition).flatMap((variant) =>
    definition.scenarios.flatMap((scenario) =>
      definition.arms.flatMap((arm) => {
        const own = trialsOf(trials, arm.name, variant.name).filter(
          (trial) => trial.scenario === scenario.name,
        );
        const length = Math.max(0, ...own.map(({ turns }) => turns.length));
        return Array.from({ length }, (_, seq) => {
          const values = own
            .map((trial) => ({ ...trial, turns: trial.turns.slice(seq, seq + 1) }))
            .filter(({ turns }) => turns.length > 0)
            .map((trial) => measure(metric, [trial], definition))
            .filter((value) => value !== null);
          return { seq, value: ratio(sum(values), values.length) };
        })
          .filter(({ value }) => value !== null)
          .map(({ seq, value }) => ({
            scenario: scenario.name,
            assumption: shortName(definition, variant),
            arm: arm.name,
            request: seq + 1,
            value: value ?? 0,
          }));
      }),
    ),
  );
}

const axisFormat = {
  ...{ tokens: ',d', fraction: '.0%', usd: '$.3f', ms: ',d' },
  ...{ requests: 'd', count: 'd' },
} as const;

function specOf(definition: RunDefinition, metric: Metric, points: readonly Point[]): object {
  const column = assumptionColumn(definition);
  const label = metric.modelled ? `${definition.label}, modelled` : definition.label;
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: { text: `${metric.title} per request (${label})`, anchor: 'start' },
    background: 'white',
    data: { values: points },
    facet: {
      row: {
        field: 'scenario',
        type: 'nominal',
        title: null,
        sort: definition.scenarios.map(({ name }) => name),
        header: { labelAngle: 0, labelAlign: 'left', labelOrient: 'top' },
      },
      ...(column === undefined ? {} : { column }),
    },
    spec: {
      width: 300,
      height: 110,
      mark: {
        type: 'line',
        ...(points.length <= dotsMax && { point: { size: 18 } }),
        ...{ strokeWidth: 1.5, opacity: 0.85 },
      },
      encoding: {
        x: { field: 'request', type: 'quantitative', title: 'request', axis: { tickMinStep: 1 } },
        y: {
          field: 'value',
          type: 'quantitative',
          title: null,
          axis: { format: axisFormat[metric.unit] },
        },
        ...armEncoding(definition),
      },
    },
    resolve: { scale: { x: 'independent' } },
  };
}

/** Charts over whole sessions: what differs, where it comes from, how times spread. */
function sessionCharts(definition: RunDefinition, trials: readonly Trial[]): ChartSpec[] {
  const shown = { ...definition, scenarios: differingScenarios(definition, trials, dotRowsMax) };
  const dots = metrics
    .filter(({ decides }) => decides)
    .map((metric) => ({
      file: `sessions-${metric.name.replaceAll(/[^a-z0-9]+/g, '-')}.svg`,
      title: `${metric.title} per session`,
      spec: pairedDots(shown, trials, metric),
    }));
  return [
    ...dots,
    {
      file: 'decomposition.svg',
      title: 'where the uncached tokens come from',
      spec: decompositionBars(definition, trials),
    },
    {
      file: 'ttft-distribution.svg',
      title: 'time to first token, all requests',
      spec: ttftDistribution(definition, trials),
    },
  ].flatMap(({ spec, ...chart }) => (spec === null ? [] : [{ ...chart, spec }]));
}

/** Every chart that has values. The same trials give the same specifications. */
export function chartSpecs(definition: RunDefinition, trials: readonly Trial[]): ChartSpec[] {
  return [...sessionCharts(definition, trials), ...requestCharts(definition, trials)];
}

function requestCharts(whole: RunDefinition, trials: readonly Trial[]): ChartSpec[] {
  const scenarios = differingScenarios(whole, trials, rowsMax);
  const definition = { ...whole, scenarios };
  const which =
    scenarios.length < whole.scenarios.length
      ? ` (the ${scenarios.length} scenarios that differ most)`
      : '';
  return metrics
    .filter(({ name }) => charted.includes(name))
    .flatMap((metric) => {
      const points = pointsOf(definition, trials, metric);
      if (points.length === 0) return [];
      return [
        {
          file: `${metric.name.replaceAll(/[^a-z0-9]+/g, '-')}.svg`,
          title: `${metric.title} per request${which}`,
          spec: specOf(definition, metric, points),
        },
      ];
    });
}
