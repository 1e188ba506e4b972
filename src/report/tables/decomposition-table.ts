// Where input and uncached tokens of the mean session come from, arm by arm.

import { withMergedArms } from '../analysis/merge-arms.ts';
import { shownNumbers } from '../analysis/scope-numbers.ts';
import type { VariantNumbers } from '../analysis/variant-numbers.ts';
import { formatValue } from '../format.ts';
import type { RunView } from '../view.ts';
import type { ReportTable } from './report-table.ts';

/**
 * A row per arm: two sums, each with its parts.
 * @param under one of the shown variants; default: the base
 */
export function decompositionTable(
  view: RunView,
  under: VariantNumbers | undefined = shownNumbers(view.whole)[0],
): ReportTable {
  const rows = withMergedArms(view, under?.arms ?? []).map(({ arm, meanDecomposition: parts }) => {
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
    return [arm, ...numbers.map((value) => formatValue(value, 'tokens'))];
  });
  const head = [
    ...['arm', 'input', '= replayed', '+ visible'],
    ...['uncached', '= new', '+ prefix lost', '- reused'],
  ];
  return { head, rows };
}
