// What `compare` found, on the terminal and as markdown.

import type { AlignedItem } from '../../compare/align-items.ts';
import type { Comparison } from '../../compare/compare-sessions.ts';
import { plural } from '../../lib/plural.ts';
import { renderTable } from '../../terminal/text-table.ts';

/** Rows of the alignment that are shown. */
const itemsShownMax = 80;

function itemRows(items: readonly AlignedItem[]): (string | number | null)[][] {
  return items
    .slice(0, itemsShownMax)
    .map(({ a, b, what }) => [a, b, what, a === null ? 'only B' : b === null ? 'only A' : '']);
}

export function renderComparison({ fields, items, needs }: Comparison, all: boolean): string {
  const shown = fields.filter(({ equal }) => all || !equal);
  const table = renderTable(
    ['field', 'A', 'B', 'matters for', 'source'].map((title) => ({ title })),
    shown.map(({ field, a, b, matters, source }) => [field, a, b, matters, source]),
  );
  const aligned = renderTable(
    [
      { title: 'A', align: 'right' },
      { title: 'B', align: 'right' },
      { title: 'item' },
      { title: '' },
    ],
    itemRows(items),
  );
  const equal = fields.length - shown.length;
  return [
    shown.length === 0 ? 'every field is equal' : table,
    ...(equal > 0 && !all ? [`and ${plural(equal, 'equal field')} (--all shows all)`] : []),
    '',
    ...(items.length === 0 ? [] : ['history of the last request, item by item:', aligned]),
    ...(items.length > itemsShownMax
      ? [`... ${plural(items.length - itemsShownMax, 'more item')}`]
      : []),
    ...(items.length === 0 ? [] : ['']),
    needs.length === 0 ? 'B needs nothing to behave like A.' : 'What B needs to behave like A:',
    ...needs.map((need) => `- ${need}`),
    '',
  ].join('\n');
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

export function renderComparisonMarkdown(
  { fields, needs }: Comparison,
  a: string,
  b: string,
): string {
  return [
    `| field | ${cell(a)} | ${cell(b)} | equal | matters for | why | source |`,
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...fields.map((row) =>
      [
        `| \`${row.field}\` | ${cell(row.a)} | ${cell(row.b)} | ${row.equal ? 'yes' : 'no'}`,
        `${row.matters} | ${row.why} | ${row.source} |`,
      ].join(' | '),
    ),
    '',
    ...(needs.length === 0 ? [] : ['What the second needs to behave like the first:', '']),
    ...needs.map((need) => `- ${need}`),
  ].join('\n');
}
