// Tables of plain text.
import Table from 'cli-table3';

/** Columns whose cells are numbers are right-aligned. */
export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

const none = '';
/** Two spaces between columns and no lines: readable, and easy to cut with other tools. */
const chars = {
  ...{ top: none, 'top-mid': none, 'top-left': none, 'top-right': none },
  ...{ bottom: none, 'bottom-mid': none, 'bottom-left': none, 'bottom-right': none },
  ...{ left: none, 'left-mid': none, mid: none, 'mid-mid': none },
  ...{ right: none, 'right-mid': none, middle: '  ' },
};

/** A plain-text table; missing values are shown as `-`. */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly (string | number | null)[])[],
): string {
  const table = new Table({
    head: columns.map(({ title }) => title),
    colAligns: columns.map(({ align }) => align ?? 'left'),
    chars,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  for (const row of rows) table.push(row.map((cell) => (cell === null ? '-' : String(cell))));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
