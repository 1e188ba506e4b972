// A finished run on the terminal: what was found, then the tables.
import { plural } from '../../lib/plural.ts';
import { describeKnown } from '../../report/known/registry.ts';
import type { ArmAnalysis, MeasuredRun } from '../../report/measured/analyse-run.ts';
import { effectTable, pairTable } from '../../report/tables/measured-tables.ts';
import { metricTable } from '../../report/tables/metric-table.ts';
import { reasoningTable } from '../../report/tables/reasoning-table.ts';
import { scenarioTable } from '../../report/tables/scenario-table.ts';
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
import type { RunView } from '../../report/view.ts';
import { wrapText } from '../../terminal/wrap-text.ts';
import { printTable } from './print-table.ts';

/** Width of sentences on the terminal; the tables are wider. */
const proseColumns = 100;

function renderFinding(sentence: string, details: readonly string[]): string {
  const plain = (text: string): string => text.replaceAll('`', '');
  return [
    wrapText(plain(sentence), proseColumns),
    ...details.map((text) => wrapText(`- ${plain(text)}`, proseColumns, '  ')),
  ].join('\n');
}

function describeRun({ definition, played }: RunView): string {
  const [first] = definition.profile;
  const profile = first === undefined ? '' : `; ${first.name}: ${first.value}`;
  return `${definition.model}, seed ${definition.seed}, ${plural(definition.scenarios.length, 'scenario')}, ${plural(played.trials, 'trial')}${profile}.${describeClient(definition)}`;
}

/** The answer that needs no run, before the run's own. */
function renderKnown(view: RunView): string[] {
  const known = describeKnown(view.definition);
  if (known.length === 0) return [];
  return [`${renderFinding('KNOWN from real sessions:', known)}\n`];
}

function renderSimulated(view: RunView): string[] {
  const { definition } = view;
  const benefit = describeBenefit(definition);
  return [
    ...renderKnown(view),
    `SIMULATED: no model was asked. ${describeRun(view)}`,
    ...(benefit === null ? [] : [`\n${wrapText(benefit, proseColumns)}`]),
    ...describeArms(view).map(({ sentence, details }) => `\n${renderFinding(sentence, details)}`),
    ...(assumedReasoning(definition).length === 0
      ? []
      : [
          `\n${wrapText(describeAssumption(definition).replaceAll('`', ''), proseColumns)}\n`,
          printTable(reasoningTable(view), 2),
        ]),
    ...(view.facts.length === 0
      ? []
      : ['\nDifferences of one trial, per scenario:', printTable(scenarioTable(view))]),
    '\nThe mean trial:',
    printTable(metricTable(view), 2),
  ];
}

function renderMeasured(view: RunView, { arms, noise }: MeasuredRun): string[] {
  const renderArm = (found: ArmAnalysis): string[] => [
    `\n${renderFinding(describeVerdict(found), [describeErrors(found), ...describeThreats(found)])}`,
    `\n${printTable(effectTable(found, noise))}`,
    `\n${printTable(pairTable(found))}`,
  ];
  return [
    `MEASURED on ${view.definition.backend}. ${describeRun(view)}`,
    ...arms.flatMap(renderArm),
  ];
}

/** @param report path of the written report; null: none was written */
export function renderRun(view: RunView, report: string | null): string {
  const invalid = describeInvalid(view).map((line) => `${renderFinding(line, [])}\n`);
  const lines =
    view.measured === null ? renderSimulated(view) : renderMeasured(view, view.measured);
  return [...invalid, ...lines, ...(report === null ? [] : [`\nreport: ${report}`])].join('\n');
}
