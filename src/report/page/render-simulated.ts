// The report as a page: what was found first, then how sure that is, then everything it rests on.

import type { RunDefinition } from '../../domain/run.ts';
import { shownNumbers } from '../analysis/scope-numbers.ts';
import { describeKnown } from '../known/registry.ts';
import { detailMetrics } from '../metrics/registry.ts';
import { decompositionTable } from '../tables/decomposition-table.ts';
import { errorTable } from '../tables/error-tables.ts';
import { metricTable } from '../tables/metric-table.ts';
import { reasoningTable } from '../tables/reasoning-table.ts';
import { scenarioTable } from '../tables/scenario-table.ts';
import { assumedReasoning, describeAssumption, describeShapes } from '../text/assumption.ts';
import { describeBenefit } from '../text/benefit.ts';
import { describeClient } from '../text/describe-client.ts';
import { describeInvalid } from '../text/describe-invalid.ts';
import { describeArms } from '../text/finding.ts';
import { baseVariant } from '../variants.ts';
import type { RunView } from '../view.ts';
import { code, details, table } from './markdown.ts';
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

function renderFindings(view: RunView): string {
  return describeArms(view)
    .map(({ sentence, details: lines }) =>
      [`**Simulated. ${sentence}**`, lines.map((line) => `- ${line}`).join('\n')]
        .filter((text) => text !== '')
        .join('\n\n'),
    )
    .join('\n\n');
}

/** The answer that needs no run, before the run's own. */
function renderKnown(definition: RunDefinition): string {
  const known = describeKnown(definition);
  if (known.length === 0) return '';
  return `## What real sessions show\n\n${known.map((line) => `- ${line}`).join('\n')}`;
}

function renderCertainty({ definition, whole }: RunView): string {
  const swept = Object.keys(baseVariant(definition).parameters);
  const shown = shownNumbers(whole).map(({ label }) => label);
  const sweptText =
    swept.length === 0
      ? 'Nothing was swept: the profile of the model or the command line fixes every backend parameter.'
      : `What is not settled by a public source, or was asked for, is swept: ${swept.map(code).join(', ')}. Every trial was played under each combination (${definition.variants.length}); ${shown.map(code).join(', ')} stand side by side; the range covers all combinations, and a direction is named only where all of them agree.`;
  return [
    'These numbers come from a deterministic simulator, not from a real backend: the same seed gives the same numbers, so a difference is exact and there is nothing to test. What is uncertain is whether a real backend works like the simulator.',
    sweptText,
    `Model profile: ${definition.profile.map(({ name, value }) => `${name}: \`${value}\``).join('; ')}. Another profile gives other numbers: \`--sim context_rule=all_turns\` or \`--sweep context_rule=current_turn,all_turns\`.`,
    'What is random in the simulator (routing without a session header, noise) is drawn from the seed: for arms that it touches, another `--seed` gives other numbers, and `--repeats` plays several.',
    describeBenefit(definition) ??
      'The simulator does not model intelligence: every arm takes the same steps. Whether reasoning that is kept makes later answers shorter or fewer is not in these numbers; the break-even above says how much it would have to.',
    describeAssumption(definition) ||
      'The scenarios are hand-picked mechanisms, not a sample of real work: each stands for itself.',
  ]
    .map((line) => `- ${line}`)
    .join('\n');
}

function renderParameters(definition: RunDefinition): string {
  const base = baseVariant(definition).parameters;
  const valuesOf = (name: string): string =>
    [...new Set(definition.variants.map(({ parameters }) => String(parameters[name])))].join(', ');
  const rows = definition.parameters.map(({ name, value, source, confidence }) => {
    const swept = Object.hasOwn(base, name);
    return [
      swept ? `**${name}**` : name,
      swept ? `**swept: ${valuesOf(name)}**` : String(value) || '(none)',
      confidence,
      source,
    ];
  });
  const profile = definition.profile.map(({ name, value, source }) => [name, value, source]);
  return `${table(['model profile', 'value', 'source'], profile, 3)}\n\n${table(['parameter', 'value', 'confidence', 'source'], rows, 4)}`;
}

/** @param charts rendered beside the page; their files are linked */
export function renderSimulated(view: RunView, charts: readonly ChartLink[]): string {
  const { definition, played } = view;
  const names = definition.arms.map(({ name }) => name).join(', ');
  const benefit = describeBenefit(definition);
  const known = renderKnown(definition);
  const sections = [
    `# ${names}${describeShapes(definition)}: what the simulator says`,
    ...(played.trials === played.planned
      ? []
      : [`> **This run was stopped**: ${played.trials} of ${played.planned} trials were played.`]),
    ...describeInvalid(view).map((line) => `> **${line}**`),
    benefit === null ? '' : `> **${benefit}**`,
    ...(known === '' ? [] : [known, '## What the simulator shows']),
    renderFindings(view),
    renderChartLinks(charts.filter(({ isFirst }) => isFirst === true)),
    ...(assumedReasoning(definition).length === 0
      ? []
      : [
          '## By assumed reasoning',
          'Differences of the mean trial of these.',
          renderTable(reasoningTable(view), 2),
        ]),
    '## How sure is that',
    renderCertainty(view),
    '## Per scenario',
    `All numbers are *simulated*; times are *modelled* from token counts and *uncalibrated*: their scale was not fitted to real answers (docs/simulator.md), so only their direction can be read. ${played.trials} trials, ${played.requests} requests. Differences are those of one trial${definition.repeats > 1 ? `, the mean of ${definition.repeats} repeats` : ''}.${describeClient(definition)}`,
    renderTable(scenarioTable(view), 1),
    renderScenarios(view),
    '## The mean trial',
    'The mean over the trials above: a description of these, not of others.',
    renderTable(metricTable(view), 2),
    details('More metrics', renderTable(metricTable(view, detailMetrics), 2)),
    '## Where the tokens come from',
    '`new`: not in the prompt of the request before. `prefix lost`: had been sent before and was not cached (a broken prefix, or the rest of a block). `reused generation`: new in the prompt, yet cached, because the backend generated it.',
    renderTable(decompositionTable(view), 2),
    '## Errors',
    renderTable(errorTable(view)),
    renderErrorClasses(view),
    '## Over the requests of a trial',
    renderChartLinks(charts.filter(({ isFirst }) => isFirst !== true)),
    renderRequests(view),
    '## Losses',
    renderLosses(view),
    '## Options of each arm',
    renderOptions(view),
    '## What the simulator assumes',
    renderParameters(definition),
    '## How to get this again',
    renderReproduction(view),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}
