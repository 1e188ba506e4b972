// Sections that every page has, simulated or measured.

import { armOptionSchema } from '../../domain/arm-options.ts';
import type { Arm } from '../../domain/run.ts';
import { counted } from '../../lib/plural.ts';
import { withMergedArms } from '../analysis/merge-arms.ts';
import { baseNumbers, shownNumbers } from '../analysis/scope-numbers.ts';
import type { VariantNumbers } from '../analysis/variant-numbers.ts';
import { answerLines, answerRun } from '../answer/answer.ts';
import { errorClassTable } from '../tables/error-tables.ts';
import type { ReportTable } from '../tables/report-table.ts';
import { requestCell, requestTable } from '../tables/request-table.ts';
import { describeInvalid } from '../text/describe-invalid.ts';
import { describeLegend } from '../text/legend.ts';
import type { RunView } from '../view.ts';
import { code, contents, details, table } from './markdown.ts';

/** A chart beside the page: its file name without folder. */
export interface ChartLink {
  readonly file: string;
  readonly title: string;
  /** Stands with the answer. */
  readonly isFirst?: boolean;
}

export function renderChartLinks(charts: readonly ChartLink[]): string {
  return charts.map(({ file, title }) => `![${title}](${file})`).join('\n\n');
}

export function renderTable({ head, rows }: ReportTable, left = 1): string {
  return table(head, rows, left);
}

/** The answer, before anything else that a page says. */
export function renderAnswer(view: RunView): string {
  return answerLines(answerRun(view))
    .map(({ heading, sentence }) => `- **${heading}.** ${sentence}`)
    .join('\n');
}

/** The arms in plain words. */
export function renderLegend(view: RunView): string {
  return `Arms:\n\n${describeLegend(view)
    .map((line) => `- ${line}`)
    .join('\n')}`;
}

export interface Section {
  readonly heading: string;
  /** Empty: the section is left out. */
  readonly body: string;
}

/**
 * Sections behind a line of links to them.
 * @param following headings of what is written behind the page
 */
export function renderSections(
  sections: readonly Section[],
  following: readonly string[],
): string[] {
  const kept = sections.filter(({ body }) => body !== '');
  return [
    `Contents: ${contents([...kept.map(({ heading }) => heading), ...following])}`,
    ...kept.flatMap(({ heading, body }) => [`## ${heading}`, body]),
  ];
}

/** What a page says of a run that was not played to its end, or that is invalid. */
export function renderStops({ played, ...view }: RunView): string[] {
  return [
    ...(played.trials === played.planned
      ? []
      : [`> **This run was stopped**: ${played.trials} of ${played.planned} trials were played.`]),
    ...describeInvalid(view).map((line) => `> **${line}**`),
  ];
}

/** The same table under each shown assumption but the first, folded. */
export function renderOthers(
  { whole }: RunView,
  render: (under: VariantNumbers) => ReportTable,
  left = 1,
): string {
  return shownNumbers(whole)
    .slice(1)
    .map((under) => details(`Under ${under.label}`, renderTable(render(under), left)))
    .join('\n\n');
}

/** The assumption that a table is of; empty where there is one. */
export function underBase({ whole }: RunView): string {
  const [base, ...others] = shownNumbers(whole);
  return others.length === 0 || base === undefined ? '' : ` Under \`${base.label}\`.`;
}

function optionsOf(arm: Arm): Readonly<Record<string, unknown>> {
  return arm.agent === 'scripted' ? arm.options : {};
}

/** Options in which arms differ as a table, then those that are the same in all of them. */
export function renderOptions({ definition: { arms } }: RunView): string {
  const valuesOf = (name: string): unknown[] => arms.map((arm) => optionsOf(arm)[name]);
  const isSame = (name: string): boolean =>
    new Set(valuesOf(name).filter((value) => value !== undefined)).size < 2;
  const names = Object.keys(armOptionSchema);
  const rows = names
    .filter((name) => !isSame(name))
    .map((name) => [
      name,
      ...valuesOf(name).map((value) => (value === undefined ? '·' : String(value))),
    ]);
  const same = names.filter(isSame).map((name) => {
    const value = valuesOf(name).find((one) => one !== undefined);
    return code(`${name}=${String(value)}`);
  });
  const native = arms.some(({ agent }) => agent === 'native')
    ? [
        '`·`: does not apply. `native` keeps the history as Codex itself does and translates nothing.',
      ]
    : [];
  const differing =
    rows.length === 0
      ? 'No option differs.'
      : table(['option', ...arms.map(({ name }) => name)], rows, 1 + arms.length);
  const rest = details('Options that are the same in every arm', same.join(', '));
  return [differing, ...native, rest].join('\n\n');
}

/** Empty when no request failed. */
export function renderErrorClasses(view: RunView): string {
  const found = errorClassTable(view);
  return found === null ? '' : renderTable(found);
}

export function renderLosses(view: RunView): string {
  const { definition, whole } = view;
  const isTranslated = definition.arms.some(({ agent }) => agent === 'scripted');
  if (definition.agent !== undefined && isTranslated) {
    return 'Not counted: the gateway translated what the real client sent.';
  }
  const arms = withMergedArms(view, baseNumbers(whole));
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

export function renderRequests(view: RunView): string {
  const { definition, requests } = view;
  const left = definition.scenarios.length - requests.tables.length;
  const note =
    left === 0
      ? ''
      : ` The ${requests.tables.length} scenarios that differ most; ${left} others left out.`;
  const folded = requests.tables.map(({ scenario, rows }) =>
    details(scenario, renderTable(requestTable(withMergedArms(view, rows)), 2)),
  );
  return [`${requestCell}${underBase(view)}${note}`, ...folded].join('\n\n');
}

/** A list, since where a session was seen is more than fits into a cell. */
export function renderScenarios({ definition }: RunView): string {
  return definition.scenarios
    .map(
      ({ name, userTurns, modelCalls, situation }) =>
        `- **${name}** (${counted(userTurns, 'user turn')}, ${counted(modelCalls, 'model call')}): ${situation}`,
    )
    .join('\n');
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
