// The page of a measured run: the verdict in one sentence, then the threats to validity, then the
// numbers.

import type { RunDefinition } from '../../domain/run.ts';
import type { ArmAnalysis, MeasuredRun } from '../measured/analyse-run.ts';
import type { NoiseFloor } from '../measured/noise-floor.ts';
import { decompositionTable } from '../tables/decomposition-table.ts';
import {
  allPairsTable,
  attritionTable,
  effectTable,
  levelTable,
  pairTable,
} from '../tables/measured-tables.ts';
import { describeInvalid } from '../text/describe-invalid.ts';
import { describeErrors, describeThreats, describeVerdict } from '../text/describe-measured.ts';
import type { RunView } from '../view.ts';
import { details } from './markdown.ts';
import {
  type ChartLink,
  renderChartLinks,
  renderErrorClasses,
  renderLosses,
  renderOptions,
  renderReproduction,
  renderRequests,
  renderScenarios,
  renderTable,
} from './page-parts.ts';

function renderArm(found: ArmAnalysis, noise: NoiseFloor | null): string {
  return [
    `## ${found.arm} against ${found.baseline}`,
    renderTable(effectTable(found, noise)),
    ...(found.allPairs.length === 0
      ? []
      : [
          'Over all pairs, also those with a trial that could not continue:',
          renderTable(allPairsTable(found)),
        ]),
    renderTable(pairTable(found)),
    renderTable(attritionTable(found)),
  ].join('\n\n');
}

function renderMethod(definition: RunDefinition, noise: NoiseFloor | null): string {
  return [
    `*Measured* on \`${definition.backend}\`: what it answered, the tokens that it counted, and the times. *Modelled*: cost, which is those tokens by the price list named below. *Theoretical*: reasoning replayed into the prompts, cache efficiency and where the tokens come from, which follow the model's profile, since a backend does not say what it leaves out of a prompt.`,
    [
      'The unit is a trial, the cluster a scenario. The arms of a block were played next to each other, in counter-balanced order.',
      "Intervals are paired t over the scenarios' mean differences (times: as ratios), with an exact sign-flip test and Wilcoxon's beside them.",
    ].join(' '),
    definition.population === undefined
      ? 'No population was declared.'
      : `Declared population: ${definition.population}.`,
    noise === null
      ? 'Noise floor: not known.'
      : `Noise floor: from the A/A comparison \`${noise.run}\`${noise.failed.length === 0 ? '' : `, whose interval missed zero for ${noise.failed.join(', ')}`}.`,
    [
      'The primary metric is the cost per trial; uncached input tokens explain it.',
      'Its p-values are adjusted for the number of arms (Holm), so that all verdicts of a run together are wrong in at most 5% of runs.',
      'There is no verdict where fewer than 90% of the pairs are complete, or where the arms lost different trials.',
      'A second Holm adjustment is over uncached input tokens, cached ratio, time to first token and refusals.',
      'The other metrics are exploratory: intervals, each by itself, and no tests.',
      'The number of trials and of interim analyses was fixed before: there is a verdict at planned analyses only.',
    ].join(' '),
    'Minimum detectable: the smallest effect that a run of this size finds in four of five cases, with the 80% upper limit of the standard deviation.',
  ]
    .map((line) => `- ${line}`)
    .join('\n');
}

/** @param charts rendered beside the page; their files are linked */
export function renderMeasured(
  view: RunView,
  { arms, noise, levels }: MeasuredRun,
  charts: readonly ChartLink[],
): string {
  const { definition, played } = view;
  const errors = renderErrorClasses(view);
  const sections = [
    `# ${definition.arms.map(({ name }) => name).join(', ')}: what was measured on ${definition.backend}`,
    ...(played.trials === played.planned
      ? []
      : [`> **This run was stopped**: ${played.trials} of ${played.planned} trials were played.`]),
    ...describeInvalid(view).map((line) => `> **${line}**`),
    ...arms.flatMap((found) => [
      `**Measured. ${describeVerdict(found)}**`,
      [describeErrors(found), ...describeThreats(found)].map((line) => `- ${line}`).join('\n'),
    ]),
    renderChartLinks(charts.filter(({ isFirst }) => isFirst === true)),
    '## How sure is that',
    renderMethod(definition, noise),
    ...arms.map((found) => renderArm(found, noise)),
    ...(errors === '' ? [] : ['## Failed requests', errors]),
    '## The mean trial of each arm',
    renderTable(levelTable(levels)),
    '## Where the tokens come from',
    renderTable(decompositionTable(view), 2),
    '## Charts',
    renderChartLinks(charts.filter(({ isFirst }) => isFirst !== true)),
    details('Requests of the first repeat', renderRequests(view)),
    '## Losses',
    renderLosses(view),
    '## Scenarios',
    renderScenarios(view),
    '## Options of each arm',
    renderOptions(view),
    '## How to get this again',
    renderReproduction(view),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}
