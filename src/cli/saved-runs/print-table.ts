// A report's tables on the terminal.
import Table from 'cli-table3';
import type { ReportTable } from '../../report/tables/report-table.ts';
import { visibleLine } from '../../terminal/visible-text.ts';

/** Words that would make a column too wide on a terminal are broken here. */
const breaks: readonly (readonly [from: string, to: string])[] = [
  [': sign depends', '\nsign depends'],
  [' (modelled, uncalibrated)', '\n(modelled, uncalibrated)'],
];

function forTerminal(text: string): string {
  return breaks.reduce((shown, [from, to]) => shown.replaceAll(from, to), text);
}

/** A column is as wide as its widest line, and heads are the widest. */
function breakHead(text: string): string {
  return forTerminal(text)
    .replace(/, (\w+)=/, ',\n$1=')
    .replaceAll('=', '\n=')
    .replace('against ', 'against\n')
    .replace('range over ', 'range over\n');
}

/** The table as box drawing, without colours: the same text in a pipe and on a screen. */
export function printTable({ head, rows }: ReportTable, left = 1): string {
  const table = new Table({
    head: head.map((title) => breakHead(visibleLine(title))),
    style: { head: [], border: [], compact: true },
    colAligns: head.map((_, index) => (index < left ? 'left' : 'right')),
  });
  for (const row of rows) table.push(row.map((cell) => forTerminal(visibleLine(cell))));
  return table.toString();
}
