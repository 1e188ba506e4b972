// Tables of plain text.
import Table from 'cli-table3';
import { paint, visibleLine } from './visible-text.ts';

/** Columns whose cells are numbers are right-aligned. */
export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/** A cell in a style of `paint`. */
export interface PaintedCell {
  readonly text: string;
  readonly code: Parameters<typeof paint>[1];
}

export type Cell = string | number | null | PaintedCell;

const none = '';
/** Two spaces between columns and no lines: readable, and easy to cut with other tools. */
const chars = {
  ...{ top: none, 'top-mid': none, 'top-left': none, 'top-right': none },
  ...{ bottom: none, 'bottom-mid': none, 'bottom-left': none, 'bottom-right': none },
  ...{ left: none, 'left-mid': none, mid: none, 'mid-mid': none },
  ...{ right: none, 'right-mid': none, middle: '  ' },
};

/** A line break in a value would look like another row. */
function cellText(cell: Cell): string {
  if (cell === null) return '-';
  if (typeof cell !== 'object') return visibleLine(String(cell));
  return paint(visibleLine(cell.text), cell.code);
}

/** A plain-text table; missing values are shown as `-`. */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
): string {
  const table = new Table({
    head: columns.map(({ title }) => title),
    colAligns: columns.map(({ align }) => align ?? 'left'),
    chars,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  for (const row of rows) table.push(row.map(cellText));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
