// The first sentences about an arm of a simulated run: what it does to the bill and to uncached
// tokens, in which scenarios, and by how much. Scenarios are listed, never averaged, and never a
// rate: hand-picked sessions are not a sample.

import { numbersOf } from '../analysis/arm-numbers.ts';
import type { Direction } from '../analysis/compare-arms.ts';
import type { ScenarioGroup } from '../analysis/scenario-groups.ts';
import { formatShareRange } from '../format.ts';
import { costUsd } from '../metrics/cost-usd.ts';
import type { Metric } from '../metrics/metric.ts';
import { uncachedInputTokens } from '../metrics/uncached-input-tokens.ts';
import { baseVariant } from '../variants.ts';
import type { ArmFacts, RunView } from '../view.ts';

/** Opening of a sentence about each direction, and how the rest of it continues. */
type Phrases = Readonly<Record<Direction, readonly [opening: string, going: string]>>;

const phrasesOfCost: Phrases = {
  higher: ['costs more than BASE', 'more'],
  'higher or equal': ['costs as much as BASE or more', 'as much or more'],
  lower: ['costs less than BASE', 'less'],
  'lower or equal': ['costs as much as BASE or less', 'as much or less'],
  depends: [
    'costs more or less than BASE, depending on SWEPT,',
    'more or less, depending on SWEPT,',
  ],
  equal: ['costs exactly what BASE costs', 'exactly the same'],
  unknown: ['cannot be compared with BASE', 'not comparable'],
};

const phrasesOfUncached: Phrases = {
  higher: ['Uncached input tokens: more', 'more'],
  'higher or equal': ['Uncached input tokens: as many or more', 'as many or more'],
  lower: ['Uncached input tokens: fewer', 'fewer'],
  'lower or equal': ['Uncached input tokens: as many or fewer', 'as many or fewer'],
  depends: [
    'Uncached input tokens: more or fewer, depending on SWEPT,',
    'more or fewer, depending on SWEPT,',
  ],
  equal: ['Uncached input tokens: exactly as many', 'exactly as many'],
  unknown: ['Uncached input tokens: not comparable', 'not comparable'],
};

const listOf = new Intl.ListFormat('en', { type: 'conjunction' });

/** The assumptions that were varied, by name. */
function sweptNames(definition: RunView['definition']): string {
  const names = Object.keys(baseVariant(definition).parameters);
  return listOf.format(names.map((name) => `\`${name}\``));
}

/** `with cache_outputs none and full`, or under how many combinations of which assumptions. */
function describeSwept(definition: RunView['definition']): string {
  const { variants } = definition;
  const [name, second] = Object.keys(baseVariant(definition).parameters);
  if (name === undefined || second !== undefined) {
    return `under all ${variants.length} combinations of ${sweptNames(definition)}`;
  }
  const values = variants.map(({ parameters }) => `\`${parameters[name]}\``);
  return `with \`${name}\` ${listOf.format(values)}`;
}

/** Scenarios that are named instead of counted. */
const namedMax = 2;

function placeOf(scenarios: readonly string[], all: number): string {
  if (scenarios.length === all && all > namedMax) return `in all ${all} scenarios`;
  if (scenarios.length <= namedMax) return `in ${scenarios.join(' and ')}`;
  return `in ${scenarios.length} scenarios`;
}

function sentenceOf(
  groups: readonly ScenarioGroup[],
  phrases: Phrases,
  definition: RunView['definition'],
): string {
  const { baseline } = definition;
  const all = groups.flatMap(({ scenarios }) => scenarios).length;
  return groups
    .map(({ direction, scenarios, range, varies }, index) => {
      const phrase = phrases[direction][index === 0 ? 0 : 1]
        .replace('BASE', `\`${baseline}\``)
        .replace('SWEPT', sweptNames(definition));
      const isEqual = direction === 'equal' || direction === 'unknown';
      const size = range === null || isEqual ? '' : ` (${formatShareRange(range.low, range.high)})`;
      const agree = varies && index === 0 && ['higher', 'lower'].includes(direction);
      const swept = agree ? ` ${describeSwept(definition)}` : '';
      return `${phrase} ${placeOf(scenarios, all)}${swept}${size}`;
    })
    .join('; ');
}

/**
 * `on` could not finish 3 of 4 trials: when the baseline lost another number of them, or both
 * lost all.
 */
function describeStops({ whole, definition: { baseline } }: RunView, arm: string): string {
  const own = numbersOf(whole.arms, arm);
  const other = numbersOf(whole.arms, baseline);
  if (own.stopped === other.stopped && own.stopped < own.trials) return '';
  return `\`${arm}\` could not finish ${own.stopped} of ${own.trials} trials, \`${baseline}\` ${other.stopped} of ${other.trials}. `;
}

/** What was found for one arm, in sentences that need no table. */
export function describeHeadline(view: RunView, { arm, groups }: ArmFacts): string {
  const { baseline, price, model } = view.definition;
  const say = (metric: Metric, phrases: Phrases): string =>
    `${sentenceOf(groups[metric.name] ?? [], phrases, view.definition)}.`;
  const cost =
    price === null
      ? `\`${arm}\` against \`${baseline}\`: what it costs is not known, since no price is known for ${model}.`
      : `\`${arm}\` ${say(costUsd, phrasesOfCost)}`;
  return `${describeStops(view, arm)}${cost} ${say(uncachedInputTokens, phrasesOfUncached)}`;
}
