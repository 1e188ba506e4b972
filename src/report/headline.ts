// The first sentences of a simulated report: what an arm does to the bill and to uncached tokens, in how
// many scenarios, and by how much. Scenarios are counted, never averaged: hand-picked sessions have no
// mean that says anything.

import type { RunDefinition, Trial } from '../domain/run.ts';
import { rangeOf } from '../stats/descriptive.ts';
import {
  type Comparison,
  compareArm,
  type Direction,
  measureSession,
  trialsOf,
} from './compare-arms.ts';
import { formatShareRange } from './format.ts';

/** How one scenario's metric differs, as shares of the baseline. */
interface ScenarioEffect {
  readonly scenario: string;
  readonly direction: Direction;
  /** One for each variant whose baseline is not zero. */
  readonly shares: readonly number[];
}

/** Opening of a sentence about each direction, and how the rest of it goes on. */
type Phrases = Readonly<Record<Direction, readonly [opening: string, going: string]>>;

const phrasesOfCost: Phrases = {
  higher: ['costs more than BASE', 'more'],
  'higher or equal': ['costs as much as BASE or more', 'as much or more'],
  lower: ['costs less than BASE', 'less'],
  'lower or equal': ['costs as much as BASE or less', 'as much or less'],
  depends: [
    'costs more or less than BASE, depending on what is assumed,',
    'more or less, depending on what is assumed,',
  ],
  'identical by construction': ['costs exactly what BASE costs', 'exactly the same'],
  unknown: ['cannot be compared with BASE', 'not comparable'],
};

const phrasesOfUncached: Phrases = {
  higher: ['Uncached input tokens: more', 'more'],
  'higher or equal': ['Uncached input tokens: as many or more', 'as many or more'],
  lower: ['Uncached input tokens: fewer', 'fewer'],
  'lower or equal': ['Uncached input tokens: as many or fewer', 'as many or fewer'],
  depends: [
    'Uncached input tokens: more or fewer, depending on what is assumed,',
    'more or fewer, depending on what is assumed,',
  ],
  'identical by construction': ['Uncached input tokens: exactly as many', 'exactly as many'],
  unknown: ['Uncached input tokens: not comparable', 'not comparable'],
};

/** Scenarios that are named instead of counted. */
const namedMax = 2;

function effectOf(
  definition: RunDefinition,
  trials: readonly Trial[],
  comparison: Comparison,
  scenario: string,
): ScenarioEffect {
  const { metric, arm, baseline, byVariant, direction } = comparison;
  // A session that could not go on is short, so it looks cheap.
  const broken = hasStopped(trials, arm, baseline);
  const shares = Object.entries(byVariant).flatMap(([variant, difference]) => {
    const base = measureSession(metric, trialsOf(trials, baseline, variant), definition);
    return difference === null || !base ? [] : [difference / base];
  });
  return { scenario, direction: broken ? 'unknown' : direction, shares: broken ? [] : shares };
}

const isStopped = ({ outcome }: Trial): boolean => outcome === 'stopped';

/** Whether totals of an arm and the baseline cannot be compared, since a session of them ended early. */
export function hasStopped(trials: readonly Trial[], arm: string, baseline: string): boolean {
  return trials.some((trial) => [arm, baseline].includes(trial.arm) && isStopped(trial));
}

function placeOf(group: readonly ScenarioEffect[], all: number): string {
  if (group.length === all && all > namedMax) return `in all ${all} scenarios`;
  if (group.length <= namedMax) return `in ${group.map(({ scenario }) => scenario).join(' and ')}`;
  return `in ${group.length} of ${all} scenarios`;
}

function sentenceOf(
  effects: readonly ScenarioEffect[],
  phrases: Phrases,
  baseline: string,
  isSwept: boolean,
): string {
  const groups = Object.keys(phrases).flatMap((key) => {
    const group = effects.filter(({ direction }) => direction === key);
    // The keys of a table of directions.
    return group.length === 0 ? [] : [{ direction: key as Direction, group }];
  });
  return groups
    .map(({ direction, group }, index) => {
      const phrase = phrases[direction][index === 0 ? 0 : 1].replace('BASE', `\`${baseline}\``);
      const range = rangeOf(group.flatMap(({ shares }) => shares));
      const isEqual = direction === 'identical by construction' || direction === 'unknown';
      const size = range === null || isEqual ? '' : ` (${formatShareRange(range.low, range.high)})`;
      const certain = isSwept && index === 0 && ['higher', 'lower'].includes(direction);
      return `${phrase} ${placeOf(group, effects.length)}${certain ? ', whatever is assumed' : ''}${size}`;
    })
    .join('; ');
}

/** `on` could not finish 3 of 4 sessions: when the baseline lost another number of them, or both lost all. */
function describeStops(trials: readonly Trial[], arm: string, baseline: string): string {
  const count = (name: string): [stopped: number, played: number] => {
    const own = trials.filter((trial) => trial.arm === name);
    return [own.filter(isStopped).length, own.length];
  };
  const [own, played] = count(arm);
  const [other, otherPlayed] = count(baseline);
  if (own === other && own < played) return '';
  return `\`${arm}\` could not finish ${own} of ${played} sessions, \`${baseline}\` ${other} of ${otherPlayed}. `;
}

/** What was found for one arm, in sentences that need no table. */
export function describeHeadline(
  definition: RunDefinition,
  trials: readonly Trial[],
  arm: string,
): string {
  const { baseline, scenarios, price, model } = definition;
  const effectsOf = (name: string): ScenarioEffect[] =>
    scenarios.flatMap((scenario) => {
      const own = trials.filter((trial) => trial.scenario === scenario.name);
      return compareArm(definition, own, arm)
        .filter(({ metric }) => metric.name === name)
        .map((comparison) => effectOf(definition, own, comparison, scenario.name));
    });
  const isSwept = definition.variants.length > 1;
  const say = (name: string, phrases: Phrases): string =>
    `${sentenceOf(effectsOf(name), phrases, baseline, isSwept)}.`;
  const cost =
    price === null
      ? `\`${arm}\` against \`${baseline}\`: what it costs is not known, since no price is known for ${model}.`
      : `\`${arm}\` ${say('cost_usd', phrasesOfCost)}`;
  const uncached = say('uncached_input_tokens', phrasesOfUncached);
  return `${describeStops(trials, arm, baseline)}${cost} ${uncached}`;
}
