// Several cards beside each other: the rows in which they differ, then how many are the same.
import { plural } from '../../lib/plural.ts';
import type { CardDocument, CardRow } from '../card-document.ts';
import { cell } from './markdown.ts';
import { summarise } from './summary.ts';

export interface ComparedRow {
  readonly id: string;
  readonly title: string;
  /** One for each card; null: that card does not have the row. */
  readonly verdicts: readonly (CardRow['verdict'] | null)[];
}

/** Every row of any card, in the order of the first card that has it. */
export function compareCards(cards: readonly CardDocument[]): ComparedRow[] {
  const rows = new Map(cards.flatMap((card) => card.rows.map((row) => [row.id, row] as const)));
  return [...rows.values()].map(({ id, title }) => ({
    ...{ id, title },
    verdicts: cards.map((card) => card.rows.find((row) => row.id === id)?.verdict ?? null),
  }));
}

/** True where not all cards say the same. */
export function isDifferent({ verdicts }: ComparedRow): boolean {
  return new Set(verdicts).size > 1;
}

/** What all cards say of the rows in which they do not differ. */
export function describeSame(rows: readonly ComparedRow[]): string {
  const same = rows.filter((row) => !isDifferent(row));
  const failing = same.filter(({ verdicts }) => verdicts[0] === 'fail').map(({ id }) => id);
  const fails = failing.length === 0 ? '' : `; all fail ${failing.join(', ')}`;
  return `${plural(same.length, 'other row')} the same${fails}`;
}

export function renderComparisonMarkdown(cards: readonly CardDocument[]): string {
  const rows = compareCards(cards);
  const names = cards.map(({ gateway }) => cell(gateway));
  return [
    `## turntape conform: ${names.join(' and ')}`,
    '',
    ...cards.map((card) => `- ${cell(card.gateway)}: ${cell(summarise(card))}`),
    '',
    `| row | ${names.join(' | ')} |`,
    `| --- |${' --- |'.repeat(names.length)}`,
    ...rows
      .filter(isDifferent)
      .map(
        ({ id, title, verdicts }) =>
          `| ${[`${cell(title)} (\`${id}\`)`, ...verdicts.map((one) => one ?? '-')].join(' | ')} |`,
      ),
    '',
    `${describeSame(rows)}.`,
    '',
  ].join('\n');
}
