// What `learn` found, on the terminal: a table per model and period, then what speaks against it.
import type { RuleChange } from '../../learn/compare-learned.ts';
import type { LearnedModel } from '../../learn/learn-rules.ts';
import { learnedRows, periodTitle } from '../../learn/render-learned.ts';
import type { Terminal } from '../../terminal/console.ts';
import { type Column, renderTable } from '../../terminal/text-table.ts';
import { wrapText } from '../../terminal/wrap-text.ts';

const pageColumns = 100;

const columns: readonly Column[] = [
  { title: 'rule' },
  { title: 'value' },
  { title: 'interval (95%)' },
  { title: 'n', align: 'right' },
  { title: 'sessions', align: 'right' },
  { title: 'confidence' },
];

export function printLearned(terminal: Terminal, models: readonly LearnedModel[]): void {
  for (const model of models) {
    for (const period of model.periods) {
      terminal.result(`\n${periodTitle(model, period)}`);
      const rows = learnedRows(period);
      const cells = rows.map((row) => [
        row.rule,
        row.value,
        row.interval,
        row.n,
        row.sessions,
        row.confidence,
      ]);
      terminal.result(renderTable(columns, cells));
      for (const { rule, against } of rows) {
        if (against !== '') terminal.result(wrapText(`- ${rule}: ${against}`, pageColumns));
      }
    }
  }
  terminal.result('\nMeasured: from the usage counters that the backend reported.');
}

export function printChanges(
  terminal: Terminal,
  profile: string,
  changes: readonly RuleChange[],
): void {
  if (changes.length === 0) {
    terminal.result(`No settled rule changed since ${profile}`);
    return;
  }
  terminal.result(
    renderTable(
      [
        { title: 'model' },
        { title: 'rule' },
        { title: 'before' },
        { title: 'now' },
        { title: 'months' },
      ],
      changes.map(({ model, rule, before, now, from, to }) => [
        model,
        rule,
        String(before),
        String(now),
        from === to ? from : `${from} to ${to}`,
      ]),
    ),
  );
}
