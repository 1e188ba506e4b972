// The tables of a report, as heads and rows: the markdown report and the terminal print the same.

import type { RunDefinition, Trial } from '../domain/run.ts';
import {
  type Comparison,
  compareArm,
  knownMetrics,
  measureSession,
  trialsOf,
} from './compare-arms.ts';
import { decomposeSession } from './decompose.ts';
import { describeDifference } from './finding.ts';
import { formatRange, formatValue } from './format.ts';
import { hasStopped } from './headline.ts';
import { isFirstAttempt400 } from './metrics/error-400.ts';
import type { Metric } from './metrics/metric.ts';
import { mainMetrics, metrics } from './metrics/registry.ts';
import { baseVariant, shortName, shownVariants } from './variants.ts';

export interface ReportTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

function titleOf(metric: Metric): string {
  return `${metric.title}${metric.modelled ? ' (modelled)' : ''}`;
}

/** The text of an effect's range, or that there is none. */
function rangeText(comparison: Comparison): string {
  const range = formatRange(comparison.low, comparison.high, comparison.metric.unit);
  return comparison.direction === 'depends' ? `${range}: sign depends` : range;
}

/**
 * A row per metric and arm: value and difference under each shown variant, then the range over all
 * variants. Totals are those of the mean session.
 */
export function metricTable(
  definition: RunDefinition,
  trials: readonly Trial[],
  chosen: readonly Metric[] = mainMetrics,
): ReportTable {
  const shown = shownVariants(definition);
  const swept = definition.variants.length > 1;
  const comparisons = new Map(
    definition.arms.map(({ name }) => [name, compareArm(definition, trials, name)]),
  );
  const rows = knownMetrics(chosen, trials, definition).flatMap((metric) =>
    definition.arms.map(({ name }, index) => {
      const comparison = comparisons.get(name)?.find((candidate) => candidate.metric === metric);
      const cells = shown.flatMap((variant) => {
        const value = measureSession(metric, trialsOf(trials, name, variant.name), definition);
        const difference =
          name === definition.baseline || comparison === undefined
            ? ''
            : describeDifference(definition, trials, comparison, variant.name);
        return [formatValue(value, metric.unit), difference];
      });
      const range =
        name === definition.baseline || comparison === undefined ? '' : rangeText(comparison);
      return [index === 0 ? titleOf(metric) : '', name, ...cells, ...(swept ? [range] : [])];
    }),
  );
  const head = [
    'metric',
    'arm',
    ...shown.flatMap((variant) => [
      shortName(definition, variant),
      `against ${definition.baseline}`,
    ]),
    ...(swept ? [`range over ${definition.variants.length} assumptions`] : []),
  ];
  return { head, rows };
}

/** A row per scenario and arm: what decides, as differences. */
export function scenarioTable(definition: RunDefinition, trials: readonly Trial[]): ReportTable {
  const shown = shownVariants(definition);
  const deciding = metrics.filter(({ decides }) => decides);
  const rows = definition.scenarios.flatMap((scenario) => {
    const own = trials.filter((trial) => trial.scenario === scenario.name);
    return definition.arms
      .filter(({ name }) => name !== definition.baseline)
      .map(({ name }) => {
        const comparisons = compareArm(definition, own, name);
        return [
          scenario.name,
          String(scenario.modelCalls),
          name,
          ...deciding.flatMap((metric) => {
            const comparison = comparisons.find((candidate) => candidate.metric === metric);
            if (comparison === undefined) return shown.map(() => '');
            return shown.map(({ name: variant }) =>
              hasStopped(own, name, definition.baseline)
                ? 'a session stopped'
                : describeDifference(definition, own, comparison, variant),
            );
          }),
        ];
      });
  });
  const head = [
    ...['scenario', 'calls', 'arm'],
    ...deciding.flatMap((metric) =>
      shown.map((variant) => `${titleOf(metric)}, ${shortName(definition, variant)}`),
    ),
  ];
  return { head, rows };
}

/** Where the tokens come from, per arm and shown variant. */
export function decompositionTable(
  definition: RunDefinition,
  trials: readonly Trial[],
): ReportTable {
  const number = (value: number): string => formatValue(value, 'tokens');
  const rows = shownVariants(definition).flatMap((variant) =>
    definition.arms.map(({ name }) => {
      const parts = decomposeSession(trialsOf(trials, name, variant.name));
      const input = parts.replayedReasoning + parts.visible;
      const uncached = parts.newTokens + parts.prefixLost - parts.reusedGeneration;
      return [
        shortName(definition, variant),
        name,
        ...[input, parts.replayedReasoning, parts.visible].map(number),
        ...[uncached, parts.newTokens, parts.prefixLost, parts.reusedGeneration].map(number),
      ];
    }),
  );
  const head = [
    ...['assumption', 'arm', 'input', '= replayed reasoning', '+ visible'],
    ...['uncached', '= new', '+ prefix lost', '- reused generation'],
  ];
  return { head, rows };
}

/** 400s as sessions and attempts, over all variants: counts, never a rate alone. */
export function errorTable(definition: RunDefinition, trials: readonly Trial[]): ReportTable {
  const rows = definition.arms.map(({ name }) => {
    const own = trials.filter(({ arm }) => arm === name);
    const turns = own.flatMap((trial) => trial.turns);
    const first = turns.filter(({ attempt }) => attempt === 1);
    return [
      name,
      `${own.filter((trial) => trial.turns.some(isFirstAttempt400)).length} of ${own.length}`,
      `${turns.filter(isFirstAttempt400).length} of ${first.length}`,
      String(turns.length - first.length),
      `${own.filter(({ outcome }) => outcome === 'stopped').length} of ${own.length}`,
    ];
  });
  return {
    head: ['arm', 'sessions with a 400', 'first attempts refused with 400', 'retries', 'stopped'],
    rows,
  };
}

/** A row per request of one scenario: base variant, first repeat, all arms side by side. */
export function turnTable(
  definition: RunDefinition,
  trials: readonly Trial[],
  variant: string = baseVariant(definition).name,
): ReportTable {
  const arms = definition.arms.map(({ name }) => ({
    name,
    turns: trialsOf(trials, name, variant).find(({ repeat }) => repeat === 0)?.turns ?? [],
  }));
  const length = Math.max(0, ...arms.map(({ turns }) => turns.length));
  const rows = Array.from({ length }, (_, seq) => {
    const any = arms.map(({ turns }) => turns[seq]).find((turn) => turn !== undefined);
    const number = (value: number | undefined): string => formatValue(value ?? null, 'tokens');
    return [
      `${seq + 1}`,
      any === undefined ? '' : `${any.userTurn + 1}.${any.step + 1}`,
      ...arms.flatMap(({ turns }) => {
        const turn = turns[seq];
        const usage = turn?.usage;
        const cached = usage?.cachedTokens;
        const uncached = usage ? usage.inputTokens - (cached ?? 0) : undefined;
        const note = turn?.error ? ` (${turn.status})` : '';
        return [
          `${number(usage?.inputTokens)}${note}`,
          number(cached),
          number(uncached),
          number(turn?.reasoning.countedTokens),
        ];
      }),
    ];
  });
  const head = [
    ...['request', 'turn.step'],
    ...arms.flatMap(({ name }) => [
      `${name}: input`,
      `${name}: cached`,
      `${name}: uncached`,
      `${name}: reasoning`,
    ]),
  ];
  return { head, rows };
}
