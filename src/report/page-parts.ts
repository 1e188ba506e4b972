// Sections that every page has, simulated or measured.

import { armOptionSchema } from '../domain/arm-options.ts';
import type { Arm, RunDefinition, Trial } from '../domain/run.ts';
import { countLosses } from './ab-json.ts';
import { differingScenarios } from './differing-scenarios.ts';
import { errorClassTable } from './error-classes.ts';
import { details, table } from './markdown.ts';
import { type ReportTable, turnTable } from './tables.ts';
import { baseVariant, shortName, shownVariants } from './variants.ts';

export function renderTable({ head, rows }: ReportTable, left = 1): string {
  return table(head, rows, left);
}

function optionsOf(arm: Arm): Readonly<Record<string, unknown>> {
  return arm.agent === 'scripted' ? arm.options : {};
}

/** Every option of every arm; what differs is bold. */
export function renderOptions(definition: RunDefinition): string {
  const { arms } = definition;
  const rows = Object.keys(armOptionSchema).map((name) => {
    const values = arms.map((arm) => optionsOf(arm)[name]);
    const known = values.filter((value) => value !== undefined);
    const differs = new Set(known).size > 1;
    const show = (value: unknown): string => (value === undefined ? '·' : String(value));
    return [
      differs ? `**${name}**` : name,
      ...values.map((value) =>
        differs && value !== undefined ? `**${show(value)}**` : show(value),
      ),
    ];
  });
  const native = arms.some(({ agent }) => agent === 'native')
    ? '\n\n`·`: does not apply. `native` keeps the history as Codex itself does and translates nothing.'
    : '';
  return `${table(['option', ...arms.map(({ name }) => name)], rows, 1 + arms.length)}${native}`;
}

/** Empty when no request failed. */
export function renderErrorClasses(definition: RunDefinition, trials: readonly Trial[]): string {
  const found = errorClassTable(definition, trials);
  return found === null ? '' : renderTable(found);
}

export function renderLosses(definition: RunDefinition, trials: readonly Trial[]): string {
  if (definition.agent !== undefined && definition.arms.some(({ agent }) => agent === 'scripted')) {
    return 'Not counted: the gateway translated what the real client sent.';
  }
  const variant = baseVariant(definition).name;
  const byArm = definition.arms.map(({ name }) =>
    countLosses(trials.filter((trial) => trial.arm === name && trial.variant === variant)),
  );
  const features = [...new Set(byArm.flatMap(Object.keys))].sort();
  if (features.length === 0) return 'The translator lost nothing.';
  const rows = features.map((feature) => [
    feature,
    ...byArm.map((counts) => String(counts[feature] ?? 0)),
  ]);
  return table(
    ['what the translation dropped or approximated', ...definition.arms.map(({ name }) => name)],
    rows,
  );
}

/** Tables of requests on one page: a screen of closed lines, each of which opens. */
const turnTablesMax = 48;

export function renderTurns(definition: RunDefinition, trials: readonly Trial[]): string {
  const shown = shownVariants(definition);
  const scenarios = differingScenarios(
    definition,
    trials,
    Math.max(1, Math.floor(turnTablesMax / shown.length)),
  );
  const tables = scenarios.flatMap((scenario) => {
    const own = trials.filter((trial) => trial.scenario === scenario.name);
    return shown.map((variant) =>
      details(
        `${scenario.name}, ${shortName(definition, variant)}`,
        renderTable(turnTable(definition, own, variant.name), 2),
      ),
    );
  });
  const left = definition.scenarios.length - scenarios.length;
  const note =
    left === 0
      ? []
      : [`The ${scenarios.length} sessions that differ most; ${left} others left out.`];
  return [...note, ...tables].join('\n\n');
}

export function renderScenarios(definition: RunDefinition): string {
  const rows = definition.scenarios.map((scenario) => [
    scenario.name,
    String(scenario.userTurns),
    String(scenario.modelCalls),
    scenario.situation,
  ]);
  return table(['scenario', 'user turns', 'model calls', 'where such a session was seen'], rows, 4);
}

function renderPrice(definition: RunDefinition): string {
  const { price } = definition;
  if (price === null) return `no price is known for ${definition.model}: costs are n/a`;
  const write = price.cacheWriteUsd === null ? '' : `, cache write $${price.cacheWriteUsd}`;
  return `${price.model}: input $${price.inputUsd}, cached $${price.cachedInputUsd}${write}, output $${price.outputUsd} per million tokens (${price.source}; table of ${price.date})`;
}

/** The command, and what it rests on. */
export function renderReproduction(definition: RunDefinition): string {
  const versions = Object.entries(definition.versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
  const list = [
    `- run \`${definition.id}\`, fingerprint \`${definition.fingerprint}\`, seed \`${definition.seed}\`, ${definition.repeats} repeat(s), model \`${definition.model}\``,
    `- ${versions}`,
    `- prices: ${renderPrice(definition)}`,
    // A simulated run gives the same numbers on any day; with the day in it, its page would differ.
    ...(definition.label === 'measured'
      ? [`- started ${new Date(definition.startedAtMs).toISOString()}`]
      : []),
  ];
  return `\`\`\`sh\n${definition.command}\n\`\`\`\n\n${list.join('\n')}`;
}
