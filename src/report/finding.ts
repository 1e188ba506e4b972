// What was found for each arm: the headline, then where it comes from. No verdict words: a simulator says
// what its mechanisms imply, not what is good.

import type { RunDefinition, Trial } from '../domain/run.ts';
import { breakEvenTokens } from './break-even.ts';
import { type Comparison, compareArm, measure, measureSession, trialsOf } from './compare-arms.ts';
import { decomposeSession } from './decompose.ts';
import { formatDifference, formatShare, formatValue } from './format.ts';
import { describeHeadline, hasStopped } from './headline.ts';
import type { Metric } from './metrics/metric.ts';
import { baseVariant } from './variants.ts';

export interface Finding {
  readonly arm: string;
  /** What happened to what decides: uncached tokens and cost. */
  readonly sentence: string;
  /** Where it comes from: replayed reasoning, lost prefix, refusals. Sentences. */
  readonly details: readonly string[];
}

/** A difference under one variant, with its share: `+1,200 (+3.1%)`. */
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
  // A session that could not go on costs little, and proves nothing.
  if (hasStopped(trials, arm, definition.baseline)) return '';
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

/** What a trial was billed and refused: all but its modelled times. */
function billedNumbers(trials: readonly Trial[], arm: string): string {
  return JSON.stringify(
    trials
      .filter((trial) => trial.arm === arm)
      .map(({ scenario, repeat, variant, outcome, turns }) => ({
        key: `${scenario}\n${repeat}\n${variant}`,
        outcome,
        turns: turns.map(({ usage, reasoning, status, attempt }) => [
          usage,
          reasoning.countedTokens,
          status,
          attempt,
        ]),
      }))
      .sort((a, b) => (a.key < b.key ? -1 : 1)),
  );
}

/**
 * The first arm whose every request has the same numbers; undefined when there is none before, and
 * where a session could not go on: that two arms fail alike is no finding about either.
 */
function earlierTwin(
  definition: RunDefinition,
  trials: readonly Trial[],
  arm: string,
): string | undefined {
  if (hasStopped(trials, arm, definition.baseline)) return undefined;
  const own = billedNumbers(trials, arm);
  const names = definition.arms.map(({ name }) => name);
  return names.slice(0, names.indexOf(arm)).find((name) => billedNumbers(trials, name) === own);
}

/** What was found for every arm but the baseline; an arm that repeats another's numbers says so. */
export function describeArms(definition: RunDefinition, trials: readonly Trial[]): Finding[] {
  return definition.arms
    .filter(({ name }) => name !== definition.baseline)
    .map(({ name }) => {
      const twin = earlierTwin(definition, trials, name);
      if (twin === undefined) return describeArm(definition, trials, name);
      const sentence = `\`${name}\`: identical by construction to \`${twin}\`, request by request: the same tokens, cost and errors.`;
      return { arm: name, sentence, details: [] };
    });
}

/** What was found for one arm. */
export function describeArm(
  definition: RunDefinition,
  trials: readonly Trial[],
  arm: string,
): Finding {
  return {
    arm,
    sentence: describeHeadline(definition, trials, arm),
    details: [
      describeOrigin(definition, trials, arm),
      describeRatio(definition, trials, arm),
      describeBreakEven(definition, trials, arm),
      describeErrors(definition, trials, arm),
    ].filter((text) => text !== ''),
  };
}
