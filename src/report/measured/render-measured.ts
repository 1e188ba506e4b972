// The page of a measured run: the verdict in one sentence, then the doubts, then what it rests on.

import type { RunDefinition, Trial } from '../../domain/run.ts';
import type { ChartSpec } from '../chart-specs.ts';
import { details } from '../markdown.ts';
import {
  renderErrorClasses,
  renderLosses,
  renderOptions,
  renderReproduction,
  renderScenarios,
  renderTable,
  renderTurns,
} from '../page-parts.ts';
import { decompositionTable } from '../tables.ts';
import { plannedTrials } from '../variants.ts';
import { type ArmAnalysis, analyseRun, type MeasuredOptions } from './analyse-run.ts';
import { describeDoubts, describeErrors, describeVerdict } from './describe-arm.ts';
import { countedTrials, reachedLook } from './looks.ts';
import {
  allPairsTable,
  attritionTable,
  effectTable,
  levelTable,
  pairTable,
} from './measured-tables.ts';
import type { NoiseFloor } from './noise-floor.ts';
import { withoutVoid } from './session-pairs.ts';

function renderArm(
  definition: RunDefinition,
  trials: readonly Trial[],
  found: ArmAnalysis,
  noise: NoiseFloor | null,
): string {
  return [
    `## ${found.arm} against ${found.baseline}`,
    renderTable(effectTable(found, noise)),
    ...(found.allPairs.length === 0
      ? []
      : [
          'Over all pairs, those with a session that could not go on among them:',
          renderTable(allPairsTable(found)),
        ]),
    renderTable(pairTable(definition, trials, found.arm)),
    renderTable(attritionTable(found)),
  ].join('\n\n');
}

function renderMethod(definition: RunDefinition, noise: NoiseFloor | null): string {
  return [
    `*Measured* on \`${definition.backend}\`: what it answered, the tokens that it counted, and the times. *Modelled*: cost, which is those tokens by the price list named below. *Theoretical*: reasoning replayed into the prompts, cache efficiency and where the tokens come from, which follow the model's profile, since a backend does not say what it leaves out of a prompt.`,
    `The unit is a session, the cluster a scenario; arms were played next to each other in counter-balanced order; intervals are paired t over the scenarios' mean differences (times: as ratios), with an exact sign-flip test and Wilcoxon's beside them.`,
    definition.population === undefined
      ? 'No population was declared.'
      : `Declared population: ${definition.population}.`,
    noise === null
      ? 'Noise floor: not known.'
      : `Noise floor: from the A/A comparison \`${noise.run}\`${noise.failed.length === 0 ? '' : `, whose interval missed zero for ${noise.failed.join(', ')}`}.`,
    'The primary metric is uncached input tokens per session; `better` needs it to be better and the cost to be shown no worse. Holm is over cached ratio, time to first token and refusals. The other metrics are exploratory: intervals, each by itself, and no tests. The number of sessions and of looks was fixed before: there is a verdict at planned looks only, and all of them together err in at most 5%.',
    'Minimum detectable: the smallest effect that a run of this size finds in four of five cases, with the 80% upper limit of the standard deviation.',
  ]
    .map((line) => `- ${line}`)
    .join('\n');
}

/** @param charts rendered beside the page; their files are linked */
export function renderMeasured(
  definition: RunDefinition,
  trials: readonly Trial[],
  charts: readonly ChartSpec[],
  options: MeasuredOptions,
): string {
  const arms = analyseRun(definition, trials, options);
  const planned = plannedTrials(definition);
  const counted = withoutVoid(trials);
  const errors = renderErrorClasses(definition, counted);
  const looked = countedTrials(reachedLook(definition, trials), trials);
  const sections = [
    `# ${definition.arms.map(({ name }) => name).join(', ')}: what was measured on ${definition.backend}`,
    ...(counted.length === planned
      ? []
      : [`> **This run was stopped**: ${counted.length} of ${planned} sessions were played.`]),
    ...arms.flatMap((found) => [
      `**Measured. ${describeVerdict(found)}**`,
      [describeErrors(found), ...describeDoubts(found)].map((line) => `- ${line}`).join('\n'),
    ]),
    '## How sure is that',
    renderMethod(definition, options.noise),
    ...arms.map((found) => renderArm(definition, looked, found, options.noise)),
    ...(errors === '' ? [] : ['## Failed requests', errors]),
    '## The mean session of each arm',
    renderTable(levelTable(definition, looked)),
    '## Where the tokens come from',
    renderTable(decompositionTable(definition, counted), 2),
    '## Charts',
    charts.map(({ file, title }) => `![${title}](${file})`).join('\n\n'),
    details('Requests of the first repeat', renderTurns(definition, trials)),
    '## Losses',
    renderLosses(definition, trials),
    '## Scenarios',
    renderScenarios(definition),
    '## Options of each arm',
    renderOptions(definition),
    '## How to get this again',
    renderReproduction(definition),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}
