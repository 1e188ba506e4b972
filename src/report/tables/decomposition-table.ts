// Where the tokens come from, per arm and shown variant.

import { shownNumbers } from '../analysis/scope-numbers.ts';
import { formatValue } from '../format.ts';
import type { RunView } from '../view.ts';
import type { ReportTable } from './report-table.ts';

export function decompositionTable({ whole }: RunView): ReportTable {
  const rows = shownNumbers(whole).flatMap(({ label, arms }) =>
    arms.map(({ arm, meanDecomposition: parts }) => {
      const input = parts.replayedReasoning + parts.visible;
      const uncached = parts.newTokens + parts.prefixLost - parts.reusedGeneration;
      const numbers = [
        input,
        parts.replayedReasoning,
        parts.visible,
        uncached,
        parts.newTokens,
        parts.prefixLost,
        parts.reusedGeneration,
      ];
      return [label, arm, ...numbers.map((value) => formatValue(value, 'tokens'))];
    }),
  );
  const head = [
    'assumption',
    'arm',
    'input',
    '= replayed reasoning',
    '+ visible',
    'uncached',
    '= new',
    '+ prefix lost',
    '- reused generation',
  ];
  return { head, rows };
}
