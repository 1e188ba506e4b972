// The answer where arms differ in replaying reasoning: what real sessions show, whatever the
// simulator says.

import type { Arm, RunDefinition } from '../../domain/run.ts';
import { formatPercent, formatSignedPercent } from '../../lib/format-number.ts';
import { formatDifference } from '../format.ts';
import { type ReplayCost, replayCostOf } from '../known/replay-costs.ts';
import { describeBenefit } from '../text/benefit.ts';
import type { RunView } from '../view.ts';
import { formatMonth, useText } from './stated-use.ts';
import type { Answer } from './three-sentences.ts';

/** null: the arms do not differ in it, or no real session of the model is known. */
export function answerReplay({ definition, facts }: RunView): Answer | null {
  const replaying = definition.arms.filter(replays);
  const isCompared = replaying.length > 0 && definition.arms.some((arm) => !replays(arm));
  const known = replayCostOf(definition.model);
  if (!isCompared || known === null || describeBenefit(definition) !== null) return null;
  const isTwin = (name: string): boolean => facts.some(({ arm, twin }) => arm === name && twin);
  const shown = replaying.filter(({ name }) => !isTwin(name));
  return {
    action: [
      `On ${definition.model}, do not turn on reasoning`,
      `replay${named(definition, shown)} to save money, and send one`,
      `\`prompt_cache_key\` and one \`session-id\` header per session on every call,`,
      'which matters far more.',
    ].join(' '),
    worth: worthOf(known),
    change: changeOf(known),
  };
}

function replays(arm: Arm): boolean {
  return arm.agent === 'native' || (arm.agent === 'scripted' && arm.options.reasoning_continuity);
}

function named({ baseline }: RunDefinition, shown: readonly Arm[]): string {
  const [first] = shown;
  return first === undefined || first.name === baseline ? '' : ` (arm \`${first.name}\`)`;
}

function worthOf({ model, all, mean_session_usd: mean }: ReplayCost): string {
  const signed = (value: number): string => formatSignedPercent(value, 1);
  const extra = mean.with - mean.without;
  return [
    `If the model then does the same, replay costs ${signed(all.median)} per session`,
    `(median of ${all.sessions} real sessions of ${model}, ${signed(all.low)} to`,
    `${signed(all.high)}; in the mean one ${formatDifference(extra, 'usd')}), which`,
    `is ${formatMonth(extra)} a month at ${useText} (computed).`,
  ].join(' ');
}

function changeOf({ saved_calls: calls, saved_reasoning: reasoning }: ReplayCost): string {
  const or =
    reasoning === null || reasoning > 1
      ? ''
      : ` or ${formatPercent(reasoning, 1)} of the reasoning`;
  return [
    `It turns if replay saves ${formatPercent(calls, 1)} of the calls${or}: whether`,
    `it does is not measured, and \`turntape ab --live\` asks.`,
  ].join(' ');
}
