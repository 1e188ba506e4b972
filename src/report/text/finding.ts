// What was found for each arm: the headline, then where it comes from. No verdict words: a
// simulator says what its mechanisms imply, not what is good.

import { numbersOf } from '../analysis/arm-numbers.ts';
import type { VariantEffect } from '../analysis/compare-arms.ts';
import { type MergedArm, mergeArms } from '../analysis/merge-arms.ts';
import { baseNumbers } from '../analysis/scope-numbers.ts';
import { formatDifference, formatShare, formatValue } from '../format.ts';
import { cachedRatio } from '../metrics/cached-ratio.ts';
import type { Metric } from '../metrics/metric.ts';
import { baseVariant } from '../variants.ts';
import type { ArmFacts, RunView } from '../view.ts';
import { describeHeadline } from './headline.ts';

export interface Finding {
  readonly arm: string;
  /** What happened to what decides: uncached tokens and cost. */
  readonly sentence: string;
  /** Where it comes from: replayed reasoning, lost prefix, refusals. Sentences. */
  readonly details: readonly string[];
}

/** A difference under one variant, with its share: `+1,200 (+3.1%)`. */
export function describeEffect({ unit }: Metric, effect: VariantEffect | undefined): string {
  const difference = effect?.difference ?? null;
  const share = unit === 'fraction' ? '' : formatShare(effect?.share ?? null);
  return `${formatDifference(difference, unit)}${share === '' ? '' : ` (${share})`}`;
}

function describeOrigin({ whole, definition }: RunView, arm: string): string {
  const base = baseNumbers(whole);
  const own = numbersOf(base, arm).meanDecomposition;
  const other = numbersOf(base, definition.baseline).meanDecomposition;
  // Means of a trial: what is left of a division is not a token.
  const change = (value: number): string =>
    Math.abs(value) < 1e-6 ? '0' : formatDifference(value, 'tokens');
  return `${placeOfMean(definition)}, input tokens change by ${change(own.replayedReasoning - other.replayedReasoning)} of replayed reasoning and ${change(own.visible - other.visible)} of visible content; uncached tokens by ${change(own.newTokens - other.newTokens)} of new content, ${change(own.prefixLost - other.prefixLost)} of lost prefix and ${change(other.reusedGeneration - own.reusedGeneration)} through reused generation.`;
}

/** A run that sweeps nothing has one mean session. */
function placeOfMean(definition: RunView['definition']): string {
  const mean = 'In the mean trial of these';
  return definition.variants.length === 1 ? mean : `${mean} (\`${baseVariant(definition).name}\`)`;
}

function describeRatio({ whole, definition: { baseline } }: RunView, arm: string): string {
  const base = baseNumbers(whole);
  const show = (name: string): string =>
    formatValue(numbersOf(base, name).totals[cachedRatio.name] ?? null, cachedRatio.unit);
  return `Cached ratio ${show(baseline)} in \`${baseline}\`, ${show(arm)} in \`${arm}\`.`;
}

function describeBreakEven(
  { whole, definition: { baseline } }: RunView,
  { arm, breakEven }: ArmFacts,
): string {
  // A session that could not continue costs little, and proves nothing.
  const hasStopped = whole.comparisons.some((one) => one.arm === arm && one.hasStopped);
  if (hasStopped || breakEven === null || (breakEven.low === 0 && breakEven.high === 0)) return '';
  if (breakEven.high <= 0)
    return `Break-even: \`${arm}\` costs no more than \`${baseline}\` as it is.`;
  const from = Math.max(0, Math.ceil(breakEven.low));
  const to = Math.ceil(breakEven.high);
  const tokens = from === to ? `${to}` : `${from} to ${to}`;
  return [
    `Break-even: to cost what \`${baseline}\` costs, \`${arm}\` would have to save`,
    `${tokens} output tokens per model call.`,
  ].join(' ');
}

const listOf = new Intl.ListFormat('en', { type: 'conjunction' });

/** Empty where nothing depends on what begins a user turn. */
function describeBoundary({ boundary }: ArmFacts): string {
  if (boundary === null) return '';
  const { scenarios, tokens } = boundary;
  const decided = `${formatValue(tokens, 'tokens')} input tokens of replayed reasoning`;
  return [
    'Not known: whether a user message behind a tool result begins a user turn.',
    `In ${listOf.format(scenarios)} it decides over ${decided};`,
    '`--sweep turn_boundary=user_message,final_answer` plays both.',
  ].join(' ');
}

/** What most of the failed requests said; a trial stops at one that fails for good. */
function stoppedBy({ errors: [most] }: RunView): string {
  // A status alone says no more than the sentence before.
  if (most === undefined || !most.name.includes(' ')) return '';
  const isWindow = most.name.includes('context_length_exceeded');
  const why = isWindow ? ', the prompt is longer than the context window of the model' : '';
  return ` (most often: ${most.name}${why})`;
}

function describeErrors(view: RunView, arm: string): string {
  const { whole, definition } = view;
  const { baseline } = definition;
  const own = numbersOf(whole.arms, arm);
  const base = numbersOf(whole.arms, baseline);
  const refused = own.refused + base.refused;
  const errors =
    refused === 0
      ? 'No request was refused with 400.'
      : `${refused} requests were refused with 400.`;
  if (own.stopped + base.stopped === 0) return errors;
  const stopped = [
    `${base.stopped} of \`${baseline}\`, ${own.stopped} of`,
    `\`${arm}\`${stoppedBy(view)}`,
  ].join(' ');
  const isLeftOut = own.compared < own.trials;
  const totals = isLeftOut ? 'comparable, and are not in the mean' : 'comparable';
  return `${errors} Trials that could not continue: ${stopped}: their totals are not ${totals}.`;
}

function describeArm(view: RunView, facts: ArmFacts): Finding {
  const { arm } = facts;
  return {
    arm,
    sentence: describeHeadline(view, facts),
    details: [
      describeOrigin(view, arm),
      describeRatio(view, arm),
      describeBreakEven(view, facts),
      describeBoundary(facts),
      describeErrors(view, arm),
    ].filter((text) => text !== ''),
  };
}

/** Arms that repeat another's numbers, in one sentence for all of them. */
function describeEqual({ name, equal }: MergedArm): Finding[] {
  const [first] = equal;
  if (first === undefined) return [];
  const names = listOf.format(equal.map((one) => `\`${one}\``));
  const verb = equal.length === 1 ? 'equals' : 'equal';
  const sentence = `${names} ${verb} \`${name}\` in every request of this run: the same tokens, cost and errors.`;
  return [{ arm: first, sentence, details: [] }];
}

/** What was found for every arm but the baseline; arms that are equal are said so once. */
export function describeArms(view: RunView): Finding[] {
  return [
    ...view.facts.filter(({ twin }) => twin === null).map((facts) => describeArm(view, facts)),
    ...mergeArms(view).flatMap(describeEqual),
  ];
}
