// What decides, scenario by scenario.

import { findComparison } from '../analysis/compare-arms.ts';
import { mergeArms } from '../analysis/merge-arms.ts';
import { shownNumbers } from '../analysis/scope-numbers.ts';
import { headlineMetrics } from '../metrics/registry.ts';
import { describeEffect } from '../text/finding.ts';
import type { RunView } from '../view.ts';
import { decisionHead, type ReportTable } from './report-table.ts';

/** A row per scenario and arm: what decides, as differences. */
export function scenarioTable(view: RunView): ReportTable {
  const { whole, scenarios } = view;
  const arms = mergeArms(view);
  const rows = scenarios.flatMap(({ name, record, comparisons }) =>
    arms.flatMap(({ name: arm, label }) => {
      const comparison = comparisons.find((one) => one.arm === arm);
      if (comparison === undefined) return [];
      return [
        [
          name,
          String(record.modelCalls),
          label,
          ...headlineMetrics.flatMap((metric) =>
            (findComparison(comparison, metric)?.byVariant ?? [])
              .filter(({ isShown }) => isShown)
              .map((effect) =>
                comparison.hasStopped ? 'a trial stopped' : describeEffect(metric, effect),
              ),
          ),
        ],
      ];
    }),
  );
  const shown = shownNumbers(whole);
  return { head: ['scenario', 'calls', 'arm', ...decisionHead(shown)], rows };
}
