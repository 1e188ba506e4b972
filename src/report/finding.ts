// The first sentences of a report: what was found, then where it comes from. No verdict words: a
// simulator says what its mechanisms imply, not what is good. Scenarios are named one by one, since
// hand-picked sessions have no average.

import type { RunDefinition, Trial } from '../domain/run.ts';
import { breakEvenTokens } from './break-even.ts';
import { type Comparison, compareArm, measure, measureSession, trialsOf } from './compare-arms.ts';
import { decomposeSession } from './decompose.ts';
import { formatDifference, formatRange, formatShare, formatValue } from './format.ts';
import type { Metric } from './metrics/metric.ts';
import { baseVariant } from './variants.ts';

export interface Finding {
  readonly arm: string;
  /** What happened to what decides: uncached tokens and cost. */
  readonly sentence: string;
  /** Where it comes from: replayed reasoning, lost prefix, refusals. Sentences. */
  readonly details: readonly string[];
}

/** Scenarios that one sentence can name; beyond, they are counted. */
const namedScenariosMax = 6;

/** A difference under one variant, with its share: `+1,200 (+3.1 %)`. */
export function describeDifference(
  definition: RunDefinition,
  trials: readonly Trial[],
  comparison: Comparison,
  variant: string,
): string {
  const value = comparison.byVariant[variant] ?? null;
  const { metric } = comparison;
  const own = trialsOf(trials, comparison.baseline, variant);
  const baseline = measureSession(metric, own, definition);
  const share = metric.unit === 'fraction' ? '' : formatShare(value, baseline);
  return `${formatDifference(value, metric.unit)}${share === '' ? '' : ` (${share})`}`;
}

const phrases = {
  higher: 'more under every assumption in',
  lower: 'fewer under every assumption in',
  depends: 'more or fewer depending on an assumption in',
  'identical by construction': 'identical by construction in',
  unknown: 'not comparable in',
} as const;
const costPhrases = {
  ...phrases,
  lower: 'less under every assumption in',
  depends: 'more or less depending on an assumption in',
} as const;

/** `more under every assumption in a (+1 to +2) and b (+3)`, grouped by direction. */
function describeScenarios(
  definition: RunDefinition,
  trials: readonly Trial[],
  arm: string,
  name: string,
): string {
  const found = definition.scenarios.map((scenario) => ({
    scenario: scenario.name,
    comparison: compareArm(
      definition,
      trials.filter((trial) => trial.scenario === scenario.name),
      arm,
    ).find(({ metric }) => metric.name === name),
  }));
  const words = name === 'cost_usd' ? costPhrases : phrases;
  return Object.entries(words)
    .flatMap(([direction, phrase]) => {
      const group = found.filter(({ comparison }) => comparison?.direction === direction);
      if (group.length === 0) return [];
      const members = group.map(({ scenario, comparison }) =>
        comparison === undefined || comparison.direction === 'identical by construction'
          ? scenario
          : `${scenario} (${formatRange(comparison.low, comparison.high, comparison.metric.unit)})`,
      );
      const list =
        group.length === found.length && comparisonIsZero(group[0]?.comparison)
          ? `all ${group.length} scenarios`
          : members.length > namedScenariosMax
            ? `${group.length} of ${found.length} scenarios`
            : members.join(', ');
      const every =
        definition.variants.length > 1 ? phrase : phrase.replace(' under every assumption', '');
      return [`${every} ${list}`];
    })
    .join('; ');
}

function comparisonIsZero(comparison: Comparison | undefined): boolean {
  return comparison?.direction === 'identical by construction';
}

function describeOrigin(definition: RunDefinition, trials: readonly Trial[], arm: string): string {
  const variant = baseVariant(definition).name;
  const own = decomposeSession(trialsOf(trials, arm, variant));
  const other = decomposeSession(trialsOf(trials, definition.baseline, variant));
  // Means of a session: what is left of a division is not a token.
  const change = (value: number): string =>
    Math.abs(value) < 1e-6 ? '0' : formatDifference(value, 'tokens');
  return `In the mean session of these (\`${variant}\`), input tokens change by ${change(own.replayedReasoning - other.replayedReasoning)} of replayed reasoning and ${change(own.visible - other.visible)} of visible content; uncached tokens by ${change(own.newTokens - other.newTokens)} of new content, ${change(own.prefixLost - other.prefixLost)} of lost prefix and ${change(other.reusedGeneration - own.reusedGeneration)} through reused generation.`;
}

function describeRatio(definition: RunDefinition, trials: readonly Trial[], arm: string): string {
  const variant = baseVariant(definition).name;
  const show = (metric: Metric, name: string): string =>
    formatValue(measure(metric, trialsOf(trials, name, variant), definition), metric.unit);
  const ratio = compareArm(definition, trials, arm).find(
    ({ metric }) => metric.name === 'cached_ratio',
  );
  if (ratio === undefined) return '';
  return `Cached ratio ${show(ratio.metric, definition.baseline)} in \`${definition.baseline}\`, ${show(ratio.metric, arm)} in \`${arm}\`.`;
}

function describeBreakEven(
  definition: RunDefinition,
  trials: readonly Trial[],
  arm: string,
): string {
  const even = breakEvenTokens(definition, trials, arm);
  if (even === null || (even.low === 0 && even.high === 0)) return '';
  if (even.high <= 0)
    return `Break-even: \`${arm}\` costs no more than \`${definition.baseline}\` as it is.`;
  const from = Math.max(0, Math.ceil(even.low));
  const to = Math.ceil(even.high);
  const tokens = from === to ? `${to}` : `${from} to ${to}`;
  return `Break-even: to cost what \`${definition.baseline}\` costs, \`${arm}\` would have to save ${tokens} output tokens per model call.`;
}

function describeErrors(definition: RunDefinition, trials: readonly Trial[], arm: string): string {
  const { baseline } = definition;
  const own = trials.filter((trial) => trial.arm === arm || trial.arm === baseline);
  const refused = own.flatMap(({ turns }) => turns).filter(({ status }) => status === 400).length;
  const stopped = own.filter(({ outcome }) => outcome === 'stopped');
  const errors =
    refused === 0
      ? 'No request was refused with 400.'
      : `${refused} requests were refused with 400.`;
  if (stopped.length === 0) return errors;
  const count = (name: string): number => stopped.filter((trial) => trial.arm === name).length;
  return `${errors} Sessions that could not go on: ${count(baseline)} of \`${baseline}\`, ${count(arm)} of \`${arm}\`: their totals are not comparable.`;
}

/** Everything of a trial that a metric can see. */
function visibleNumbers(trials: readonly Trial[], arm: string): string {
  return JSON.stringify(
    trials
      .filter((trial) => trial.arm === arm)
      .map(({ scenario, repeat, variant, outcome, turns }) => ({
        key: `${scenario}\n${repeat}\n${variant}`,
        outcome,
        turns: turns.map(({ usage, reasoning, ttftMs, status, attempt }) => [
          usage,
          reasoning.countedTokens,
          ttftMs,
          status,
          attempt,
        ]),
      }))
      .sort((a, b) => (a.key < b.key ? -1 : 1)),
  );
}

/** The first arm whose every request has the same numbers; undefined when there is none before. */
function earlierTwin(
  definition: RunDefinition,
  trials: readonly Trial[],
  arm: string,
): string | undefined {
  const own = visibleNumbers(trials, arm);
  const names = definition.arms.map(({ name }) => name);
  return names.slice(0, names.indexOf(arm)).find((name) => visibleNumbers(trials, name) === own);
}

/** What was found for every arm but the baseline; an arm that repeats another's numbers says so. */
export function describeArms(definition: RunDefinition, trials: readonly Trial[]): Finding[] {
  return definition.arms
    .filter(({ name }) => name !== definition.baseline)
    .map(({ name }) => {
      const twin = earlierTwin(definition, trials, name);
      if (twin === undefined) return describeArm(definition, trials, name);
      const sentence = `\`${name}\`: identical by construction to \`${twin}\`, request by request.`;
      return { arm: name, sentence, details: [] };
    });
}

/** What was found for one arm. */
export function describeArm(
  definition: RunDefinition,
  trials: readonly Trial[],
  arm: string,
): Finding {
  const describe = (name: string): string => describeScenarios(definition, trials, arm, name);
  return {
    arm,
    sentence: `\`${arm}\` against \`${definition.baseline}\`: uncached input tokens are ${describe('uncached_input_tokens')}. Costs are ${describe('cost_usd')}.`,
    details: [
      describeOrigin(definition, trials, arm),
      describeRatio(definition, trials, arm),
      describeBreakEven(definition, trials, arm),
      describeErrors(definition, trials, arm),
    ].filter((text) => text !== ''),
  };
}
