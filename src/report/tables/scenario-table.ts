// What decides, scenario by scenario.

import { findComparison } from '../analysis/compare-arms.ts';
import { shownNumbers } from '../analysis/scope-numbers.ts';
import { headlineMetrics } from '../metrics/registry.ts';
import { describeEffect } from '../text/finding.ts';
import type { RunView } from '../view.ts';
import { decisionHead, type ReportTable } from './report-table.ts';

/** A row per scenario and arm: what decides, as differences. */
export function scenarioTable({ whole, scenarios }: RunView): ReportTable {
  const rows = scenarios.flatMap(({ name, record, comparisons }) =>
    comparisons.map((comparison) => [
      name,
      String(record.modelCalls),
      comparison.arm,
      ...headlineMetrics.flatMap((metric) =>
        (findComparison(comparison, metric)?.byVariant ?? [])
          .filter(({ isShown }) => isShown)
          .map((effect) =>
            comparison.hasStopped ? 'a session stopped' : describeEffect(metric, effect),
          ),
      ),
    ]),
  );
  const shown = shownNumbers(whole);
  return { head: ['scenario', 'calls', 'arm', ...decisionHead(shown)], rows };
}
