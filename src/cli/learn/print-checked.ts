// `learn --check` on the terminal: how much a profile predicts, and what it would take to predict
// more.
import type { CheckedModel } from '../../learn/check-profile.ts';
import type { CountingRules } from '../../learn/expected-count.ts';
import type { PredictedShare } from '../../learn/predicted-share.ts';
import { formatPercent } from '../../lib/format-number.ts';
import type { Terminal } from '../../terminal/console.ts';
import { type Column, renderTable } from '../../terminal/text-table.ts';

const columns: readonly Column[] = [
  { title: 'model' },
  { title: 'months' },
  { title: 'calls', align: 'right' },
  { title: 'exact', align: 'right' },
  { title: 'at user turns', align: 'right' },
  { title: 'rules of the profile' },
  { title: 'best', align: 'right' },
  { title: 'with the rules' },
];

const share = (predicted: PredictedShare | null): string =>
  predicted === null ? '-' : formatPercent(predicted.exact, 1);

function describe(rules: CountingRules | null): string {
  if (rules === null) return 'none';
  const { step, hiddenPrefix, outputs } = rules.count;
  return `step ${step}, hidden ${hiddenPrefix}, outputs ${outputs}, ${rules.contextRule ?? 'context open'}`;
}

export function printChecked(
  terminal: Terminal,
  profile: string,
  models: readonly CheckedModel[],
): void {
  terminal.result(`Calls whose cached count ${profile} predicts to the token:\n`);
  terminal.result(
    renderTable(
      columns,
      models.map(({ model, from, to, rules, in_turn, user_turns, best }) => [
        model,
        from === to ? from : `${from} to ${to}`,
        in_turn?.calls ?? best?.in_turn.calls ?? null,
        share(in_turn),
        share(user_turns),
        describe(rules),
        share(best?.in_turn ?? null),
        best === null ? 'open' : describe(best.rules),
      ]),
    ),
  );
}
