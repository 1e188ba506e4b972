// The report as a page: the answer, its picture, then what was found and how sure that is, then
// everything it rests on.

import type { RunDefinition } from '../../domain/run.ts';
import { mergeArms } from '../analysis/merge-arms.ts';
import { shownNumbers } from '../analysis/scope-numbers.ts';
import type { VariantNumbers } from '../analysis/variant-numbers.ts';
import { describeKnown } from '../known/registry.ts';
import { detailMetrics, mainMetrics } from '../metrics/registry.ts';
import { decompositionTable } from '../tables/decomposition-table.ts';
import { errorTable } from '../tables/error-tables.ts';
import { metricTable } from '../tables/metric-table.ts';
import { reasoningTable } from '../tables/reasoning-table.ts';
import { modelledNote, type ReportTable } from '../tables/report-table.ts';
import { scenarioTable } from '../tables/scenario-table.ts';
import { assumedReasoning, describeAssumption, describeShapes } from '../text/assumption.ts';
import { describeBenefit } from '../text/benefit.ts';
import { describeClient } from '../text/describe-client.ts';
import { describeArms } from '../text/finding.ts';
import { baseVariant } from '../variants.ts';
import type { RunView } from '../view.ts';
import { code, details } from './markdown.ts';
import {
  type ChartLink,
  renderAnswer,
  renderChartLinks,
  renderErrorClasses,
  renderLegend,
  renderLosses,
  renderOptions,
  renderOthers,
  renderReproduction,
  renderRequests,
  renderScenarios,
  renderSections,
  renderStops,
  renderTable,
  underBase,
} from './page-parts.ts';

function renderFindings(view: RunView): string {
  return describeArms(view)
    .map(({ arm, sentence, details: lines }) => {
      const list = lines.map((line) => `- ${line}`).join('\n');
      const folded = lines.length === 0 ? [] : [details(`Where it comes from: ${arm}`, list)];
      return [`**Simulated. ${sentence}**`, ...folded].join('\n\n');
    })
    .join('\n\n');
}

/** What is known without a run, before the run's own. */
function renderKnown(definition: RunDefinition): string {
  return describeKnown(definition)
    .map((line) => `- ${line}`)
    .join('\n');
}

function renderCertainty({ definition, whole }: RunView): string {
  const swept = Object.keys(baseVariant(definition).parameters);
  const shown = shownNumbers(whole).map(({ label }) => label);
  const sweptText =
    swept.length === 0
      ? [
          'Nothing was swept: the profile of the model or the command line fixes every',
          'backend parameter.',
        ].join(' ')
      : [
          'What is not settled by a public source, or was asked for, is swept:',
          `${swept.map(code).join(', ')}. Every trial was played under each combination`,
          `(${definition.variants.length}); ${shown.map(code).join(', ')} each have a`,
          'table; a range covers all combinations, and a direction is named only where all',
          'of them agree.',
        ].join(' ');
  return [
    [
      'These numbers come from a deterministic simulator, not from a real backend: the',
      'same seed gives the same numbers, so a difference is exact and there is nothing',
      'to test. What is uncertain is whether a real backend works like the simulator.',
    ].join(' '),
    sweptText,
    `Model profile: ${definition.profile.map(({ name, value }) => `${name}: \`${value}\``).join('; ')}. Another profile gives other numbers: \`--sim context_rule=all_turns\` or \`--sweep context_rule=current_turn,all_turns\`.`,
    [
      'What is random in the simulator (routing without a session header, noise) is',
      'drawn from the seed: for arms that it touches, another `--seed` gives other',
      'numbers, and `--repeats` plays several.',
    ].join(' '),
    describeBenefit(definition) ??
      [
        'The simulator does not model intelligence: every arm takes the same steps.',
        'Whether reasoning that is kept makes later answers shorter or fewer is not in',
        'these numbers; the break-even above says how much it would have to.',
      ].join(' '),
    describeAssumption(definition) ||
      'The scenarios are hand-picked mechanisms, not a sample of real work: each stands for itself.',
  ]
    .map((line) => `- ${line}`)
    .join('\n');
}

/** Lists, since a source is more than fits into a cell. */
function renderParameters(definition: RunDefinition): string {
  const base = baseVariant(definition).parameters;
  const valuesOf = (name: string): string =>
    [...new Set(definition.variants.map(({ parameters }) => String(parameters[name])))].join(', ');
  const profile = definition.profile.map(
    ({ name, value, source }) => `- ${name}: \`${value}\` (${source})`,
  );
  const parameters = definition.parameters.map(({ name, value, source, confidence }) => {
    const shown = Object.hasOwn(base, name)
      ? `**swept: ${valuesOf(name)}**`
      : code(String(value) || '(none)');
    return `- ${name}: ${shown} (${confidence}: ${source})`;
  });
  return [
    'Model profile:',
    profile.join('\n'),
    details('Every parameter, with its source', parameters.join('\n')),
  ].join('\n\n');
}

function renderPerScenario(view: RunView): string {
  const { definition, played } = view;
  const range =
    definition.variants.length === 1
      ? ''
      : ` Ranges are over all ${definition.variants.length} combinations of what is swept.`;
  return [
    `All numbers are *simulated*; times are *modelled* from token counts and *uncalibrated*: their scale was not fitted to real answers (docs/simulator.md), so only their direction can be read. ${played.trials} trials, ${played.requests} requests. Differences are those of one trial${definition.repeats > 1 ? `, the mean of ${definition.repeats} repeats` : ''}.${range}${describeClient(definition)}`,
    renderTable(scenarioTable(view), 2),
    details('Where such sessions were seen', renderScenarios(view)),
  ].join('\n\n');
}

function renderMean(view: RunView): string {
  const main = (under?: VariantNumbers): ReportTable => metricTable(view, mainMetrics, under);
  return [
    [
      'The mean over the trials above: a description of these, not of',
      `others.${underBase(view)} ${modelledNote}`,
    ].join(' '),
    renderTable(main(), 2),
    renderOthers(view, main, 2),
    details('More metrics', renderTable(metricTable(view, detailMetrics), 2)),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

function renderOrigin(view: RunView): string {
  return [
    [
      `Of the mean trial, in tokens.${underBase(view)} \`new\`: not in the prompt of`,
      `the request before. \`prefix lost\`: had been sent before and was not cached (a`,
      `broken prefix, or the rest of a block). \`reused\`: new in the prompt, yet`,
      `cached, because the backend generated it. \`replayed\`: replayed reasoning.`,
    ].join(' '),
    renderTable(decompositionTable(view)),
    renderOthers(view, (under) => decompositionTable(view, under)),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

function renderByReasoning(view: RunView): string {
  if (assumedReasoning(view.definition).length === 0) return '';
  return `Differences of the mean trial of these.\n\n${renderTable(reasoningTable(view), 2)}`;
}

/**
 * @param charts rendered beside the page; their files are linked
 * @param following headings of what is written behind the page
 */
export function renderSimulated(
  view: RunView,
  charts: readonly ChartLink[],
  following: readonly string[],
): string {
  const { definition } = view;
  const merged = mergeArms(view);
  const named = merged.length > 1 ? merged : definition.arms;
  const names = named.map(({ name }) => name).join(', ');
  const benefit = describeBenefit(definition);
  const others = charts.filter(({ isFirst }) => isFirst !== true);
  const blocks = [
    `# ${names}${describeShapes(definition)}: what the simulator says`,
    ...renderStops(view),
    benefit === null ? '' : `> **${benefit}**`,
    renderAnswer(view),
    renderLegend(view),
    renderChartLinks(charts.filter(({ isFirst }) => isFirst === true)),
    ...renderSections(
      [
        { heading: 'What real sessions show', body: renderKnown(definition) },
        { heading: 'What the simulator shows', body: renderFindings(view) },
        { heading: 'By assumed reasoning', body: renderByReasoning(view) },
        { heading: 'How sure is that', body: renderCertainty(view) },
        { heading: 'Per scenario', body: renderPerScenario(view) },
        { heading: 'The mean trial', body: renderMean(view) },
        { heading: 'Where the tokens come from', body: renderOrigin(view) },
        {
          heading: 'Errors',
          body: [renderTable(errorTable(view)), renderErrorClasses(view)]
            .filter((text) => text !== '')
            .join('\n\n'),
        },
        {
          heading: 'Charts',
          body: others.length === 0 ? '' : details('Show them', renderChartLinks(others)),
        },
        { heading: 'Over the requests of a trial', body: renderRequests(view) },
        { heading: 'Losses', body: renderLosses(view) },
        { heading: 'Options of each arm', body: renderOptions(view) },
        { heading: 'What the simulator assumes', body: renderParameters(definition) },
        { heading: 'How to get this again', body: renderReproduction(view) },
      ],
      following,
    ),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}
