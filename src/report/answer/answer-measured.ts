// The answer of a measured run: its verdicts, and what they come to.

import { formatLevel } from '../format.ts';
import type { ArmAnalysis, MeasuredRun } from '../measured/analyse-run.ts';
import type { Verdict } from '../measured/verdict.ts';
import { costUsd } from '../metrics/cost-usd.ts';
import { formatMeasured } from '../text/describe-measured.ts';
import { describeWarning } from '../text/describe-warning.ts';
import type { RunView } from '../view.ts';
import { formatMonth, formatMonthRange, useText } from './stated-use.ts';
import type { Answer } from './three-sentences.ts';

const listOf = new Intl.ListFormat('en', { type: 'conjunction' });

export function answerMeasured({ definition }: RunView, { arms }: MeasuredRun): Answer {
  const { baseline } = definition;
  const better = arms
    .filter(({ verdict }) => verdict === 'better')
    .sort((a, b) => (costOf(a)?.effect ?? 0) - (costOf(b)?.effect ?? 0))[0];
  const subject = better ?? arms.find(({ verdict }) => verdict === 'worse') ?? arms[0];
  return {
    action: actionOf(arms, better, baseline),
    worth: worthOf(subject),
    change: changeOf(subject, definition.population),
  };
}

function costOf({ analyses }: ArmAnalysis) {
  return analyses.find(({ analysis }) => analysis.metric === costUsd)?.analysis;
}

function actionOf(
  arms: readonly ArmAnalysis[],
  better: ArmAnalysis | undefined,
  baseline: string,
): string {
  if (better !== undefined)
    return `Use \`${better.arm}\` instead of \`${baseline}\`: it costs less.`;
  const withVerdict = (wanted: Verdict): string[] =>
    arms.filter(({ verdict }) => verdict === wanted).map(({ arm }) => `\`${arm}\``);
  const open = [...withVerdict('inconclusive'), ...withVerdict('invalid')];
  const worse = withVerdict('worse');
  const left =
    open.length === 0 ? '' : `; of ${listOf.format(open)} this run cannot say what costs less`;
  if (worse.length > 0) return `Keep \`${baseline}\` rather than ${listOf.format(worse)}${left}.`;
  if (open.length > 0) {
    return `Decide nothing yet: this run cannot tell ${listOf.format(open)} from \`${baseline}\`.`;
  }
  return `Choose freely: no arm differs from \`${baseline}\` by more than is negligible.`;
}

function worthOf(subject: ArmAnalysis | undefined): string {
  const cost = subject && costOf(subject);
  if (subject === undefined || cost === undefined || !Number.isFinite(cost.effect)) {
    return 'In money it is not known: cost could not be compared.';
  }
  const { effect, low, high, level } = cost;
  return [
    `\`${subject.arm}\` against \`${subject.baseline}\`:`,
    `${formatMeasured(cost, effect)} per session (${formatLevel(level)} interval`,
    `${formatMeasured(cost, low)} to ${formatMeasured(cost, high)}), which is`,
    `${formatMonth(effect)} a month (${formatMonthRange(low, high)}) at ${useText}:`,
    'measured tokens, modelled price.',
  ].join(' ');
}

/** The first threat is the one that a verdict hangs on (find-warnings.ts); others follow below. */
function changeOf(subject: ArmAnalysis | undefined, population: string | undefined): string {
  const [first, ...others] = subject?.warnings ?? [];
  if (first !== undefined) {
    const more = others.length === 0 ? '' : ` (${others.length} more below)`;
    return `${describeWarning(first).replace(/\.$/, '')}${more}.`;
  }
  return [
    `Sessions other than a sample of "${population ?? 'these'}", another model or`,
    'another price.',
  ].join(' ');
}
