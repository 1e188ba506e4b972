// A finished run on the terminal: what was found, then the tables.
import type { RunDefinition, Trial } from '../../domain/run.ts';
import {
  assumedReasoning,
  describeAssumption,
  reasoningTable,
} from '../../report/assumed-reasoning.ts';
import { describeBenefit } from '../../report/benefit.ts';
import { describeClient } from '../../report/describe-client.ts';
import { describeArms } from '../../report/finding.ts';
import { analyseRun, type MeasuredOptions } from '../../report/measured/analyse-run.ts';
import {
  describeDoubts,
  describeErrors,
  describeVerdict,
} from '../../report/measured/describe-arm.ts';
import { effectTable, pairTable } from '../../report/measured/measured-tables.ts';
import { metricTable, scenarioTable } from '../../report/tables.ts';
import type { Terminal } from '../../terminal/console.ts';
import { wrapText } from '../../terminal/wrap-text.ts';
import { printTable } from './print-table.ts';

/** Width of sentences on the terminal; the tables are wider. */
const proseColumns = 100;

function printFinding(sentence: string, details: readonly string[]): string {
  const plain = (text: string): string => text.replaceAll('`', '');
  return [
    wrapText(plain(sentence), proseColumns),
    ...details.map((text) => wrapText(`- ${plain(text)}`, proseColumns, '  ')),
  ].join('\n');
}

function describeRun(definition: RunDefinition, trials: readonly Trial[]): string {
  const [first] = definition.profile;
  const profile = first === undefined ? '' : `; ${first.name}: ${first.value}`;
  return `${definition.model}, seed ${definition.seed}, ${definition.scenarios.length} scenarios, ${trials.length} sessions${profile}.${describeClient(definition)}`;
}

function printSimulated(definition: RunDefinition, trials: readonly Trial[]): string[] {
  const benefit = describeBenefit(definition);
  const others = definition.arms.filter(({ name }) => name !== definition.baseline);
  return [
    `SIMULATED: no model was asked. ${describeRun(definition, trials)}`,
    ...(benefit === null ? [] : [`\n${wrapText(benefit, proseColumns)}`]),
    ...describeArms(definition, trials).map(
      ({ sentence, details }) => `\n${printFinding(sentence, details)}`,
    ),
    ...(assumedReasoning(definition).length === 0
      ? []
      : [
          `\n${wrapText(describeAssumption(definition).replaceAll('`', ''), proseColumns)}\n`,
          printTable(reasoningTable(definition, trials), 2),
        ]),
    ...(others.length === 0
      ? []
      : [
          '\nDifferences of one session, per scenario:',
          printTable(scenarioTable(definition, trials)),
        ]),
    '\nThe mean session:',
    printTable(metricTable(definition, trials), 2),
  ];
}

function printMeasured(
  definition: RunDefinition,
  trials: readonly Trial[],
  measured: MeasuredOptions,
): string[] {
  return [
    `MEASURED on ${definition.backend}. ${describeRun(definition, trials)}`,
    ...analyseRun(definition, trials, measured).flatMap((found) => [
      `\n${printFinding(describeVerdict(found), [describeErrors(found), ...describeDoubts(found)])}`,
      `\n${printTable(effectTable(found, measured.noise))}`,
      `\n${printTable(pairTable(definition, trials, found.arm))}`,
    ]),
  ];
}

/** @param report path of the written report */
export function printRun(
  definition: RunDefinition,
  trials: readonly Trial[],
  measured: MeasuredOptions,
  report: string,
  terminal: Terminal,
): void {
  const lines =
    definition.label === 'measured'
      ? printMeasured(definition, trials, measured)
      : printSimulated(definition, trials);
  terminal.result([...lines, `\nreport: ${report}`].join('\n'));
}
