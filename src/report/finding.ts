// The first sentences of a report: what was found, then what it depends on. No verdict words: a
// simulator says what its mechanisms imply, not what is good.

import type { RunDefinition, Trial } from '../domain/run.ts';
import { breakEvenTokens } from './break-even.ts';
import { type Comparison, compareArm, measure, trialsOf } from './compare-arms.ts';
import { formatDifference, formatShare, formatValue } from './format.ts';
import type { Metric } from './metrics/metric.ts';
import { baseVariant, shortName, shownVariants } from './variants.ts';

export interface Finding {
  readonly arm: string;
  /** What happened to what decides: uncached tokens and cost. */
  readonly sentence: string;
  /** Where it comes from: replayed reasoning, ratio, refusals. */
  readonly detail: string;
}

/** A difference under one variant, with its share: `+1,200 (+3.1 %)`. */
export function describeDifference(
  definition: RunDefinition,
  trials: readonly Trial[],
  comparison: Comparison,
  variant: string,
): string {
  const value = comparison.byVariant[variant] ?? null;
  const { metric } = comparison;
  const baseline = measure(metric, trialsOf(trials, comparison.baseline, variant), definition);
  const share = metric.unit === 'fraction' ? '' : formatShare(value, baseline);
  return `${formatDifference(value, metric.unit)}${share === '' ? '' : ` (${share})`}`;
}

const verbs = {
  higher: 'go up',
  lower: 'go down',
  depends: 'go up or down, depending on an assumption',
} as const;

function describeMetric(
  definition: RunDefinition,
  trials: readonly Trial[],
  comparison: Comparison,
  subject: string,
): string {
  const { direction } = comparison;
  if (direction === 'identical by construction') return `${subject} are ${direction}`;
  if (direction === 'unknown') return `${subject} cannot be compared`;
  const cases = shownVariants(definition).map(
    (variant) =>
      `${describeDifference(definition, trials, comparison, variant.name)} with \`${shortName(variant)}\``,
  );
  return `${subject} ${verbs[direction]}: ${cases.join(', ')}`;
}

function named(comparisons: readonly Comparison[], name: string): Comparison | undefined {
  return comparisons.find(({ metric }) => metric.name === name);
}

function base(
  definition: RunDefinition,
  trials: readonly Trial[],
  metric: Metric,
  arm: string,
): string {
  const value = measure(metric, trialsOf(trials, arm, baseVariant(definition).name), definition);
  return formatValue(value, metric.unit);
}

function describeBreakEven(
  definition: RunDefinition,
  trials: readonly Trial[],
  arm: string,
): string {
  const even = breakEvenTokens(definition, trials, arm);
  if (even === null) return '';
  if (even.high <= 0) return ' It needs no shorter answers to cost what the baseline costs.';
  const from = Math.max(0, Math.ceil(even.low));
  const to = Math.ceil(even.high);
  const tokens = from === to ? `${to}` : `${from} to ${to}`;
  return ` To cost what the baseline costs it would have to save ${tokens} output tokens per model call.`;
}

function describeErrors(
  definition: RunDefinition,
  trials: readonly Trial[],
  arm: string,
  baseline: string,
): string {
  const stopped = trials.filter((trial) => trial.outcome === 'stopped');
  const count = (name: string): number => stopped.filter((trial) => trial.arm === name).length;
  const refused = trials
    .filter((trial) => trial.arm === arm || trial.arm === baseline)
    .flatMap(({ turns }) => turns)
    .filter(({ status }) => status === 400).length;
  const errors =
    refused === 0
      ? ' No request was refused with 400.'
      : ` ${refused} requests were refused with 400.`;
  if (count(arm) + count(baseline) === 0) return errors;
  return `${errors} Sessions that could not go on: ${count(baseline)} of \`${baseline}\`, ${count(arm)} of \`${arm}\`; totals are not comparable then. ${definition.label === 'simulated' ? 'Such sessions repeat exactly.' : ''}`;
}

/** What was found for one arm. */
export function describeArm(
  definition: RunDefinition,
  trials: readonly Trial[],
  arm: string,
): Finding {
  const comparisons = compareArm(definition, trials, arm);
  const { baseline } = definition;
  const describe = (name: string, subject: string): string => {
    const comparison = named(comparisons, name);
    return comparison ? describeMetric(definition, trials, comparison, subject) : '';
  };
  const ratio = named(comparisons, 'cached_ratio');
  const replayed = named(comparisons, 'reasoning_tokens_replayed');
  const input = named(comparisons, 'input_tokens');
  const variant = baseVariant(definition).name;
  const parts = [
    input && `Input tokens: ${describeDifference(definition, trials, input, variant)}`,
    replayed &&
      `replayed reasoning among them ${base(definition, trials, replayed.metric, arm)} (\`${baseline}\`: ${base(definition, trials, replayed.metric, baseline)})`,
    ratio &&
      `cached ratio ${base(definition, trials, ratio.metric, baseline)} in \`${baseline}\`, ${base(definition, trials, ratio.metric, arm)} in \`${arm}\``,
  ].filter((part) => part !== undefined);
  return {
    arm,
    sentence: `\`${arm}\` against \`${baseline}\`: ${describe('uncached_input_tokens', 'uncached input tokens')}; ${describe('cost_usd', 'costs')}.`,
    detail: `${parts.join('; ')}.${describeBreakEven(definition, trials, arm)}${describeErrors(definition, trials, arm, baseline)}`,
  };
}
