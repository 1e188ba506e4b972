// A report's tables on the terminal.
import Table from 'cli-table3';
import type { ReportTable } from '../../report/tables/report-table.ts';
import { defaultColumns } from '../../terminal/console.ts';
import { visibleLine } from '../../terminal/visible-text.ts';

/** A column that is narrower breaks words that a reader looks for. */
const columnMin = 8;
/** Between columns. */
const gap = 2;

/** Widths that fit: what is too much is taken from the widest column, a character at a time. */
function fitWidths(natural: readonly number[], columns: number): number[] {
  const widths = [...natural];
  const total = (): number => widths.reduce((sum, width) => sum + width + gap, -gap);
  while (total() > columns) {
    const widest = Math.max(...widths);
    if (widest <= columnMin) break;
    widths[widths.indexOf(widest)] = widest - 1;
  }
  return widths;
}

/**
 * Plain text without lines, that reads the same in a pipe and on a screen. Cells that do not fit
 * are broken between words.
 * @param columns characters of a line
 */
export function printTable(
  { head, rows }: ReportTable,
  columns = defaultColumns,
  left = 1,
): string {
  const cells = [head, ...rows].map((row) => row.map(visibleLine));
  const natural = head.map((_, at) => Math.max(...cells.map((row) => (row[at] ?? '').length)));
  const none = '';
  const table = new Table({
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colAligns: head.map((_, index) => (index < left ? 'left' : 'right')),
    colWidths: fitWidths(natural, columns),
    wordWrap: true,
    chars: {
      ...{ top: none, 'top-mid': none, 'top-left': none, 'top-right': none },
      ...{ bottom: none, 'bottom-mid': none, 'bottom-left': none, 'bottom-right': none },
      ...{ left: none, 'left-mid': none, mid: none, 'mid-mid': none },
      ...{ right: none, 'right-mid': none, middle: ' '.repeat(gap) },
    },
  });
  for (const row of cells) table.push(row);
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
