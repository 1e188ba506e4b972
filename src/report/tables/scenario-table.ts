// What decides, scenario by scenario.

import { type Comparison, findComparison, shareRange } from '../analysis/compare-arms.ts';
import { mergeArms } from '../analysis/merge-arms.ts';
import { formatRange, formatShareRange } from '../format.ts';
import { headlineMetrics } from '../metrics/registry.ts';
import type { RunView } from '../view.ts';
import { type ReportTable, titleOf } from './report-table.ts';

/** `+$0.0025 to +$0.136 (+0.8% to +17.2%)`: over all variants. */
function rangeText(comparison: Comparison): string {
  const { low, high, metric } = comparison;
  const share = shareRange(comparison);
  const size = formatRange(low, high, metric.unit);
  if (share === null || (low === 0 && high === 0)) return size;
  return `${size} (${formatShareRange(share.low, share.high)})`;
}

/** A row per scenario and arm: what decides, as differences over all that was varied. */
export function scenarioTable(view: RunView): ReportTable {
  const arms = mergeArms(view);
  const rows = view.scenarios.flatMap(({ name, comparisons }) =>
    arms.flatMap(({ name: arm }) => {
      const comparison = comparisons.find((one) => one.arm === arm);
      if (comparison === undefined) return [];
      const cells = headlineMetrics.map((metric) => {
        const found = findComparison(comparison, metric);
        if (comparison.hasStopped) return 'a trial stopped';
        return found === undefined ? '' : rangeText(found);
      });
      return [[name, arm, ...cells]];
    }),
  );
  return { head: ['scenario', 'arm', ...headlineMetrics.map(titleOf)], rows };
}
