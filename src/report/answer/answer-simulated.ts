// The answer of a simulated run: which arm its mechanisms favour, under the assumptions of the run.

import { numbersOf } from '../analysis/arm-numbers.ts';
import { type CostRange, costRanges, spanOf } from '../analysis/cost-ranges.ts';
import type { ScenarioGroup } from '../analysis/scenario-groups.ts';
import { baseNumbers } from '../analysis/scope-numbers.ts';
import { formatRange, formatShareRange } from '../format.ts';
import { costUsd } from '../metrics/cost-usd.ts';
import { uncachedInputTokens } from '../metrics/uncached-input-tokens.ts';
import { describeBenefit } from '../text/benefit.ts';
import { baseVariant } from '../variants.ts';
import type { ArmFacts, RunView } from '../view.ts';
import { formatMonthRange, useText } from './stated-use.ts';
import type { Answer } from './three-sentences.ts';

/** Against the baseline, over all scenarios and assumptions. */
type Standing = 'cheaper' | 'more' | 'equal' | 'mixed' | 'unknown';

const listOf = new Intl.ListFormat('en', { type: 'conjunction' });
const namesOf = (arms: readonly string[]): string => listOf.format(arms.map((arm) => `\`${arm}\``));

export function answerSimulated(view: RunView): Answer {
  const { definition, facts } = view;
  const standings = facts.map((one) => ({ ...one, standing: standingOf(view, one) }));
  const apart = standings.filter(({ twin }) => twin === null);
  const chosen = cheapest(view, apart);
  const subject = chosen ?? mostApart(view, apart);
  return {
    action: `${actionOf(view, apart, chosen)} No model was asked: this is a simulation.`,
    worth: worthOf(view, subject),
    change: changeOf(view, subject, definition.price === null),
  };
}

function standingOf({ definition }: RunView, { groups }: ArmFacts): Standing {
  const metric = definition.price === null ? uncachedInputTokens : costUsd;
  const found = (groups[metric.name] ?? []).map(({ direction }: ScenarioGroup) => direction);
  const known = found.filter((direction) => direction !== 'unknown' && direction !== 'equal');
  if (found.includes('unknown')) return 'unknown';
  if (known.length === 0) return 'equal';
  if (known.every((direction) => direction.startsWith('higher'))) return 'more';
  return known.every((direction) => direction.startsWith('lower')) ? 'cheaper' : 'mixed';
}

type Judged = ArmFacts & { readonly standing: Standing };

const meanCost = ({ whole }: RunView, arm: string): number =>
  numbersOf(baseNumbers(whole), arm).means[costUsd.name] ?? 0;

/** Of the arms that never cost more: the one that costs least in the mean trial. */
function cheapest(view: RunView, arms: readonly Judged[]): Judged | undefined {
  return arms
    .filter(({ standing }) => standing === 'cheaper')
    .sort((a, b) => meanCost(view, a.arm) - meanCost(view, b.arm))[0];
}

/** Of the others: the one that makes the largest difference. */
function mostApart(view: RunView, arms: readonly Judged[]): Judged | undefined {
  const size = ({ arm }: Judged): number =>
    Math.max(0, ...rangesOf(view, arm).flatMap(({ lowUsd, highUsd }) => [-lowUsd, highUsd]));
  return arms
    .filter(({ standing }) => standing === 'more' || standing === 'mixed')
    .sort((a, b) => size(b) - size(a))[0];
}

const rangesOf = (view: RunView, arm: string): CostRange[] =>
  costRanges(view).filter((range) => range.arm === arm);

function actionOf(view: RunView, arms: readonly Judged[], chosen: Judged | undefined): string {
  const { definition, played } = view;
  const base = `\`${definition.baseline}\``;
  const cost = definition.price === null ? 'needs fewer uncached tokens' : 'costs less';
  const benefit = describeBenefit(definition);
  if (benefit !== null) return 'Decide nothing by this run: a benefit was put in by hand.';
  if (played.trials < played.planned) {
    return `Decide nothing yet: ${played.trials} of ${played.planned} trials were played.`;
  }
  const withStanding = (wanted: Standing): string[] =>
    arms.filter(({ standing }) => standing === wanted).map(({ arm }) => arm);
  const unknown = withStanding('unknown');
  const apart =
    unknown.length === 0 ? '' : ` (${namesOf(unknown)}: trials stopped, so not comparable)`;
  if (chosen !== undefined) {
    return [
      `Use \`${chosen.arm}\` instead of ${base}: it ${cost}, or as much, in every`,
      `scenario${apart}.`,
    ].join(' ');
  }
  const mixed = withStanding('mixed');
  if (mixed.length > 0) {
    return [
      `Decide nothing yet: whether ${namesOf(mixed)} ${cost} than ${base} depends on`,
      `the scenario or on what is assumed${apart}.`,
    ].join(' ');
  }
  const more = withStanding('more');
  if (more.length > 0) {
    return `Keep ${base}: no other arm ${cost} in any scenario${apart}.`;
  }
  if (unknown.length > 0)
    return `Decide nothing by cost: ${namesOf(unknown)} stopped in some trial.`;
  return `Choose freely: every arm costs what ${base} costs.`;
}

/** Over scenarios and assumptions, of the arm that the answer is about. */
function worthOf(view: RunView, subject: Judged | undefined): string {
  const { definition } = view;
  if (definition.price === null) {
    return [
      `In money it is not known: no price is known for ${definition.model}`,
      `(\`--prices\` gives one).`,
    ].join(' ');
  }
  const ranges = subject === undefined ? [] : rangesOf(view, subject.arm);
  const span = spanOf(ranges);
  if (subject === undefined || span === null) {
    return `$0 per session, and $0 a month at ${useText} (modelled), as far as trials can be compared.`;
  }
  return [
    `\`${subject.arm}\` against \`${definition.baseline}\`:`,
    `${formatRange(span.lowUsd, span.highUsd, 'usd')} per session`,
    `(${formatShareRange(span.low, span.high)} over`,
    `${ranges.length === 1 ? 'one scenario' : `${ranges.length} scenarios`}), which`,
    `is ${formatMonthRange(span.lowUsd, span.highUsd)} a month at ${useText} of such`,
    'sessions (modelled).',
  ].join(' ');
}

function changeOf(
  { definition }: RunView,
  subject: Judged | undefined,
  hasNoPrice: boolean,
): string {
  const swept = Object.keys(baseVariant(definition).parameters);
  const varies = Object.values(subject?.groups ?? {}).some((groups) =>
    groups.some((group) => group.varies),
  );
  const high = Math.ceil(subject?.breakEven?.high ?? 0);
  return [
    'Other sessions, another model',
    hasNoPrice ? '' : ', other prices',
    varies && swept.length > 0 ? `, or which value of ${namesOf(swept)} is true` : '',
    high > 0 && subject !== undefined
      ? `; and a model that saves ${high} output tokens per call with \`${subject.arm}\`, which no simulator can say`
      : '',
    '.',
  ].join('');
}
