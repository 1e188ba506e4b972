// The page of a measured run: the answer, the verdict with the threats to validity, then the
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
  resolutionTable,
  testTable,
} from '../tables/measured-tables.ts';
import { describeErrors, describeThreats, describeVerdict } from '../text/describe-measured.ts';
import type { RunView } from '../view.ts';
import { details } from './markdown.ts';
import {
  type ChartLink,
  renderAnswer,
  renderChartLinks,
  renderErrorClasses,
  renderLegend,
  renderLosses,
  renderOptions,
  renderReproduction,
  renderRequests,
  renderScenarios,
  renderSections,
  renderStops,
  renderTable,
} from './page-parts.ts';

function renderArm(found: ArmAnalysis, noise: NoiseFloor | null): string {
  const tests = testTable(found);
  return [
    renderTable(effectTable(found)),
    ...(found.allPairs.length === 0
      ? []
      : [
          'Over all pairs, also those with a trial that could not continue:',
          renderTable(allPairsTable(found)),
        ]),
    ...(tests.rows.length === 0 ? [] : [details('Tests', renderTable(tests))]),
    details('What this run can find', renderTable(resolutionTable(found, noise))),
    details('Per scenario', renderTable(pairTable(found))),
    details('What became of the trials', renderTable(attritionTable(found))),
  ].join('\n\n');
}

function renderVerdicts(arms: readonly ArmAnalysis[]): string {
  return arms
    .map((found) => {
      const threats = [describeErrors(found), ...describeThreats(found)];
      const list = threats.map((line) => `- ${line}`).join('\n');
      return `**Measured. ${describeVerdict(found)}**\n\n${list}`;
    })
    .join('\n\n');
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

/**
 * @param charts rendered beside the page; their files are linked
 * @param following headings of what is written behind the page
 */
export function renderMeasured(
  view: RunView,
  { arms, noise, levels }: MeasuredRun,
  charts: readonly ChartLink[],
  following: readonly string[],
): string {
  const { definition } = view;
  const others = charts.filter(({ isFirst }) => isFirst !== true);
  const names = definition.arms.map(({ name }) => name).join(', ');
  const blocks = [
    `# ${names}: what was measured on ${definition.backend}`,
    ...renderStops(view),
    renderAnswer(view),
    renderVerdicts(arms),
    renderLegend(view),
    renderChartLinks(charts.filter(({ isFirst }) => isFirst === true)),
    ...renderSections(
      [
        ...arms.map((found) => ({
          heading: `${found.arm} against ${found.baseline}`,
          body: renderArm(found, noise),
        })),
        { heading: 'How sure is that', body: renderMethod(definition, noise) },
        { heading: 'Failed requests', body: renderErrorClasses(view) },
        { heading: 'The mean trial of each arm', body: renderTable(levelTable(levels)) },
        { heading: 'Where the tokens come from', body: renderTable(decompositionTable(view)) },
        {
          heading: 'Charts',
          body: others.length === 0 ? '' : details('Show them', renderChartLinks(others)),
        },
        { heading: 'Requests of the first repeat', body: renderRequests(view) },
        { heading: 'Losses', body: renderLosses(view) },
        { heading: 'Scenarios', body: details('Show them', renderScenarios(view)) },
        { heading: 'Options of each arm', body: renderOptions(view) },
        { heading: 'How to get this again', body: renderReproduction(view) },
      ],
      following,
    ),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}
