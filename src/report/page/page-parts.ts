// Sections that every page has, simulated or measured.

import { armOptionSchema } from '../../domain/arm-options.ts';
import type { Arm } from '../../domain/run.ts';
import { baseNumbers } from '../analysis/scope-numbers.ts';
import { errorClassTable } from '../tables/error-tables.ts';
import type { ReportTable } from '../tables/report-table.ts';
import { requestTable } from '../tables/request-table.ts';
import type { RunView } from '../view.ts';
import { details, table } from './markdown.ts';

/** A chart beside the page: its file name without folder. */
export interface ChartLink {
  readonly file: string;
  readonly title: string;
  /** Stands with the findings. */
  readonly isFirst?: boolean;
}

export function renderChartLinks(charts: readonly ChartLink[]): string {
  return charts.map(({ file, title }) => `![${title}](${file})`).join('\n\n');
}

export function renderTable({ head, rows }: ReportTable, left = 1): string {
  return table(head, rows, left);
}

function optionsOf(arm: Arm): Readonly<Record<string, unknown>> {
  return arm.agent === 'scripted' ? arm.options : {};
}

/** Every option of every arm; what differs is bold. */
export function renderOptions({ definition: { arms } }: RunView): string {
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
export function renderErrorClasses(view: RunView): string {
  const found = errorClassTable(view);
  return found === null ? '' : renderTable(found);
}

export function renderLosses({ definition, whole }: RunView): string {
  const isTranslated = definition.arms.some(({ agent }) => agent === 'scripted');
  if (definition.agent !== undefined && isTranslated) {
    return 'Not counted: the gateway translated what the real client sent.';
  }
  const arms = baseNumbers(whole);
  const features = [...new Set(arms.flatMap(({ losses }) => Object.keys(losses)))].sort();
  if (features.length === 0) return 'The translator lost nothing.';
  const rows = features.map((feature) => [
    feature,
    ...arms.map(({ losses }) => String(losses[feature] ?? 0)),
  ]);
  return table(
    ['what the translation dropped or approximated', ...arms.map(({ arm }) => arm)],
    rows,
  );
}

export function renderRequests({ definition, requests: { tables } }: RunView): string {
  const left = definition.scenarios.length - tables.length;
  const note =
    left === 0 ? [] : [`The ${tables.length} scenarios that differ most; ${left} others left out.`];
  const folded = tables.flatMap(({ scenario, rows }) =>
    rows.map((row) => details(`${scenario}, ${row.label}`, renderTable(requestTable(row), 2))),
  );
  return [...note, ...folded].join('\n\n');
}

export function renderScenarios({ definition }: RunView): string {
  const rows = definition.scenarios.map((scenario) => [
    scenario.name,
    String(scenario.userTurns),
    String(scenario.modelCalls),
    scenario.situation,
  ]);
  return table(['scenario', 'user turns', 'model calls', 'where such a session was seen'], rows, 4);
}

function renderPrice({ price, model }: RunView['definition']): string {
  if (price === null) return `no price is known for ${model}: costs are n/a`;
  const { tierFactors = {}, longContext } = price;
  const since = price.since === undefined ? '' : ` since ${price.since}`;
  const tiers = Object.entries(tierFactors).map(([tier, factor]) => `, tier ${tier} x${factor}`);
  const long =
    longContext === undefined
      ? ''
      : `, above ${longContext.above} tokens input x${longContext.input} and output x${longContext.output}`;
  const write = price.cacheWriteUsd === null ? '' : `, cache write $${price.cacheWriteUsd}`;
  return `${price.model}: input $${price.inputUsd}, cached $${price.cachedInputUsd}${write}, output $${price.outputUsd} per million tokens${since}${tiers.join('')}${long} (${price.source}; read ${price.date})`;
}

/** The command, and what it rests on. */
export function renderReproduction({ definition }: RunView): string {
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
