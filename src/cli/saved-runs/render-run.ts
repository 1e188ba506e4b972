// A finished run on the terminal: the answer, the arms, the picture as a table. As wide as the
// terminal.
import { plural } from '../../lib/plural.ts';
import { answerLines, answerRun } from '../../report/answer/answer.ts';
import { describeGates } from '../../report/gates/describe-gates.ts';
import type { GateResult } from '../../report/gates/evaluate-gates.ts';
import { describeKnown } from '../../report/known/registry.ts';
import type { MeasuredRun } from '../../report/measured/analyse-run.ts';
import { mainMetrics } from '../../report/metrics/registry.ts';
import { costRangeTable } from '../../report/tables/cost-range-table.ts';
import { effectTable, pairTable } from '../../report/tables/measured-tables.ts';
import { metricTable } from '../../report/tables/metric-table.ts';
import { reasoningTable } from '../../report/tables/reasoning-table.ts';
import { modelledNote, type ReportTable } from '../../report/tables/report-table.ts';
import { assumedReasoning, describeAssumption } from '../../report/text/assumption.ts';
import { describeBenefit } from '../../report/text/benefit.ts';
import { describeClient } from '../../report/text/describe-client.ts';
import { describeInvalid } from '../../report/text/describe-invalid.ts';
import {
  describeErrors,
  describeThreats,
  describeVerdict,
} from '../../report/text/describe-measured.ts';
import { describeArms } from '../../report/text/finding.ts';
import { describeLegend } from '../../report/text/legend.ts';
import type { RunView } from '../../report/view.ts';
import { defaultColumns } from '../../terminal/console.ts';
import { wrapText } from '../../terminal/wrap-text.ts';
import { printTable } from './print-table.ts';

/** What every part is written with. */
interface Sheet {
  prose(text: string): string;
  /** Lines with bullets. */
  list(lines: readonly string[]): string;
  table(table: ReportTable, left?: number): string;
}

function sheetOf(columns: number): Sheet {
  const plain = (text: string): string => text.replaceAll('`', '');
  return {
    prose: (text) => wrapText(plain(text), columns),
    list: (lines) => lines.map((text) => wrapText(`- ${plain(text)}`, columns, '  ')).join('\n'),
    table: (table, left) => printTable(table, columns, left),
  };
}

function describeRun({ definition, played }: RunView): string {
  const [first] = definition.profile;
  const profile = first === undefined ? '' : `; ${first.name}: ${first.value}`;
  return `${definition.model}, seed ${definition.seed}, ${plural(definition.scenarios.length, 'scenario')}, ${plural(played.trials, 'trial')}${profile}.${describeClient(definition)}`;
}

/** What a reader must know before the answer: empty for a run with nothing against it. */
function renderStops(view: RunView, gates: readonly GateResult[], { prose }: Sheet): string[] {
  const { trials, planned } = view.played;
  const failed = describeGates(gates.filter(({ status }) => status !== 'passed'));
  const lines = [
    ...failed.map((line) => `Gate ${line}`),
    ...describeInvalid(view),
    ...(trials === planned ? [] : [`Stopped: ${trials} of ${planned} trials were played.`]),
  ];
  return lines.length === 0 ? [] : [lines.map(prose).join('\n')];
}

function renderAnswer(view: RunView, { prose }: Sheet): string {
  return answerLines(answerRun(view))
    .map(({ heading, sentence }) => prose(`${heading.toUpperCase()}. ${sentence}`))
    .join('\n');
}

function renderSimulated(view: RunView, { prose, list, table }: Sheet): string[] {
  const { definition } = view;
  const benefit = describeBenefit(definition);
  const known = describeKnown(definition);
  const costs = costRangeTable(view);
  return [
    ...(known.length === 0 ? [] : [`KNOWN from real sessions:\n${list(known)}`]),
    prose(`SIMULATED: no model was asked. ${describeRun(view)}`),
    ...(benefit === null ? [] : [prose(benefit)]),
    ...describeArms(view).map(({ sentence, details }) =>
      [prose(sentence), ...(details.length === 0 ? [] : [list(details)])].join('\n'),
    ),
    ...(assumedReasoning(definition).length === 0
      ? []
      : [prose(describeAssumption(definition)), table(reasoningTable(view), 2)]),
    ...(costs.rows.length === 0 ? [] : [table(costs, 2)]),
    `The mean trial:\n${table(metricTable(view, mainMetrics), 2)}\n${prose(modelledNote)}`,
  ];
}

function renderMeasured(
  view: RunView,
  { arms }: MeasuredRun,
  { prose, list, table }: Sheet,
): string[] {
  return [
    prose(`MEASURED on ${view.definition.backend}. ${describeRun(view)}`),
    ...arms.flatMap((found) => [
      `${prose(describeVerdict(found))}\n${list([describeErrors(found), ...describeThreats(found)])}`,
      table(effectTable(found)),
      table(pairTable(found)),
    ]),
  ];
}

/**
 * @param gates those that did not pass are said first
 * @param columns characters of a line
 */
export function renderRun(
  view: RunView,
  gates: readonly GateResult[] = [],
  columns: number = defaultColumns,
): string {
  const sheet = sheetOf(columns);
  return [
    ...renderStops(view, gates, sheet),
    renderAnswer(view, sheet),
    `Arms:\n${sheet.list(describeLegend(view))}`,
    ...(view.measured === null
      ? renderSimulated(view, sheet)
      : renderMeasured(view, view.measured, sheet)),
  ].join('\n\n');
}
