// Where cards go: the terminal, files, and the summary of a GitHub Actions step.
import { type CardDocument, type CardRow, countsAsFailure } from '../../conform/card-document.ts';
import {
  compareCards,
  describeSame,
  isDifferent,
  renderComparisonMarkdown,
} from '../../conform/formats/comparison.ts';
import { renderCardMarkdown } from '../../conform/formats/markdown.ts';
import { type CardFile, cardFileNames, cardFiles } from '../../conform/formats/registry.ts';
import { summarise } from '../../conform/formats/summary.ts';
import { rowGroups, type Severity } from '../../conform/row.ts';
import type { Terminal } from '../../terminal/console.ts';
import { renderTable } from '../../terminal/text-table.ts';
import { appendToFile, writeFile } from '../output/write-file.ts';

const mark = ({ verdict, known }: CardRow): string =>
  verdict === 'fail' && known ? 'known' : verdict;

/** The card for a person: a table by group, then what to do about each failure. */
export function printCard(card: CardDocument, terminal: Terminal): void {
  const { rows, gateway } = card;
  if (card.problem === null) {
    const groups = new Map<CardRow['group'], CardRow[]>();
    // A list of what was not played would hide the rest.
    const judged = rows.filter(({ verdict }) => verdict !== 'not-played');
    for (const row of judged) groups.set(row.group, [...(groups.get(row.group) ?? []), row]);
    for (const [group, own] of groups) {
      const table = own.map((row) => [mark(row), row.severity, row.id, row.title]);
      const columns = ['', '', '', ''].map((title) => ({ title }));
      terminal.result(`${rowGroups[group]}${renderTable(columns, table)}\n`);
    }
    for (const row of rows.filter(({ verdict }) => verdict === 'fail' || verdict === 'invalid')) {
      terminal.result(`${row.id}: ${row.detail ?? ''}`);
      const [first] = row.failures;
      if (first !== undefined) {
        terminal.result(`  where: play ${first.play}, ${first.conversation}, ${first.label}`);
        terminal.result(`  why it matters: ${row.matters}`);
        terminal.result(`  to fix it: ${row.fix}`);
      }
    }
  }
  terminal.result(`${gateway}: ${summarise(card)}`);
}

/** Two or more cards: the rows in which they differ. */
export function printComparison(cards: readonly CardDocument[], terminal: Terminal): void {
  const rows = compareCards(cards);
  const columns = ['row', ...cards.map(({ gateway }) => gateway)].map((title) => ({ title }));
  const table = rows.filter(isDifferent).map(({ id, verdicts }) => [id, ...verdicts]);
  terminal.result(renderTable(columns, table));
  terminal.result(describeSame(rows));
  for (const card of cards) terminal.result(`${card.gateway}: ${summarise(card)}`);
}

/** GitHub shows ten annotations of a step. */
const annotationsMax = 10;

const escaped = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

/** Files that flags name, and what GitHub Actions reads. */
export function writeCards(
  cards: readonly [CardDocument, ...CardDocument[]],
  files: { readonly [Name in CardFile]?: string | undefined },
  least: Severity,
  { env, note }: Terminal,
): void {
  const [first] = cards;
  const page = cards.length > 1 ? renderComparisonMarkdown(cards) : renderCardMarkdown(first);
  for (const name of cardFileNames) {
    const path = files[name];
    if (path === undefined) continue;
    const isPage = cardFiles[name].render === renderCardMarkdown;
    writeFile(path, isPage ? page : cardFiles[name].render(first));
  }
  const summary = env['GITHUB_STEP_SUMMARY'];
  if (summary) appendToFile(summary, page);
  if (env['GITHUB_ACTIONS'] !== 'true') return;
  const failed = first.rows.filter((row) => countsAsFailure(row, least));
  // On stderr: the runner reads both streams, and stdout may be JSON.
  for (const { id, detail, fix } of failed.slice(0, annotationsMax)) {
    note(`::error title=conform ${id}::${escaped(`${detail ?? ''}. To fix it: ${fix}`)}`);
  }
}
