// Explained sessions on the terminal.

import { causes } from '../../explain/cause.ts';
import type { ExplainedCall } from '../../explain/explain-call.ts';
import type { LocalCount } from '../../explain/local-counts.ts';
import {
  agreementRows,
  agreementTitles,
  callRow,
  callTitles,
  count,
  dollars,
  renderBreaks,
  renderNumbers,
  renderScale,
  renderTotal,
  renderUnpriced,
} from '../../explain/render-explain.ts';
import type { ExplainSummary } from '../../explain/summarise.ts';
import { formatPercent } from '../../lib/format-number.ts';
import { plural } from '../../lib/plural.ts';
import { renderTable } from '../../terminal/text-table.ts';
import { paint, visibleText } from '../../terminal/visible-text.ts';
import { wrapText } from '../../terminal/wrap-text.ts';

/** Breaks that are shown with their values; the causes below count all. */
const shownBreaksMax = 40;
const columnsMax = 100;

const bold = (text: string, colour: boolean): string =>
  colour ? paint(text, 1) : visibleText(text);

/** How good the local counts are, per client. */
export function renderLocalCounts(counts: readonly LocalCount[]): string {
  const table = renderTable(
    [
      { title: 'client' },
      { title: 'sessions', align: 'right' },
      { title: 'calls', align: 'right' },
      { title: 'reported for one counted', align: 'right' },
      { title: 'median error', align: 'right' },
    ],
    counts.map(({ client, sessions, turns, scale, median_error }) => [
      client,
      count(sessions),
      count(turns),
      scale.toFixed(3),
      formatPercent(median_error, 2),
    ]),
  );
  return `local token counts (o200k), each session scaled to its reported usage\n\n${table}\n`;
}

/** A session for a terminal: calls, breaks, causes. */
export function renderExplained(
  {
    title,
    summary,
    turns,
  }: { title: string; summary: ExplainSummary; turns: readonly ExplainedCall[] },
  colour: boolean,
): string {
  const table = renderTable(
    callTitles.map((name) => ({ title: name, align: name === 'causes' ? 'left' : 'right' })),
    turns.map(callRow),
  );
  const breaks = renderBreaks(turns);
  const shown = breaks.slice(0, shownBreaksMax).map((line) => {
    const [head = '', ...rest] = visibleText(line).split(': ');
    return line.startsWith(' ') ? visibleText(line) : `${bold(head, colour)}: ${rest.join(': ')}`;
  });
  const ranked = renderTable(
    [
      { title: 'cause' },
      { title: 'tokens lost', align: 'right' },
      { title: 'cost', align: 'right' },
      { title: 'calls' },
      { title: 'what it is' },
    ],
    summary.causes.map(({ cause, tokens_lost, cost_usd, turns: where }) => [
      colour ? { text: cause, code: tokens_lost > 0 ? 33 : 2 } : cause,
      count(tokens_lost),
      cost_usd === null ? null : dollars(cost_usd),
      renderNumbers(where),
      causes[cause],
    ]),
  );
  const notes = [renderTotal(summary), renderScale(summary), renderUnpriced(summary)];
  const agreement = agreementRows(summary);
  const vendor =
    agreement.length === 0
      ? []
      : [
          '',
          renderTable(
            agreementTitles.map((name) => ({ title: name })),
            agreement,
          ),
        ];
  return [
    bold(title, colour),
    table,
    ...(shown.length === 0 ? [] : ['', ...shown]),
    ...(breaks.length > shownBreaksMax
      ? [`... ${plural(breaks.length - shownBreaksMax, 'more line')}`]
      : []),
    '',
    ranked,
    ...vendor,
    '',
    ...notes.flatMap((line) => (line === null ? [] : [wrapText(visibleText(line), columnsMax)])),
    '',
  ].join('\n');
}
