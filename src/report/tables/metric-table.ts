// Every metric of the mean trial, arm by arm.

import { numbersOf } from '../analysis/arm-numbers.ts';
import { type Comparison, findComparison, isKnown } from '../analysis/compare-arms.ts';
import { type MergedArm, mergeArms } from '../analysis/merge-arms.ts';
import { shownNumbers } from '../analysis/scope-numbers.ts';
import { formatRange, formatValue } from '../format.ts';
import type { Metric } from '../metrics/metric.ts';
import { mainMetrics } from '../metrics/registry.ts';
import { describeEffect } from '../text/finding.ts';
import type { RunView } from '../view.ts';
import { type ReportTable, titleOf } from './report-table.ts';

/** The text of an effect's range; where the variants disagree about the sign, that. */
function rangeText({ low, high, direction, metric }: Comparison): string {
  const range = formatRange(low, high, metric.unit);
  return direction === 'depends' ? `${range}: sign depends` : range;
}

/**
 * A row per metric and arm: value and difference under each shown variant, then the range over all
 * variants. Totals are those of the mean trial.
 */
export function metricTable(view: RunView, chosen: readonly Metric[] = mainMetrics): ReportTable {
  const { definition, whole } = view;
  const { baseline, variants } = definition;
  const shown = shownNumbers(whole);
  const arms = mergeArms(view);
  const isSwept = variants.length > 1;
  const rowOf = (metric: Metric, { name: arm, label }: MergedArm): string[] => {
    // None for the baseline, and for a detail of which these two arms know nothing.
    const compared = whole.comparisons.find((comparison) => comparison.arm === arm);
    const comparison = compared && findComparison(compared, metric);
    const cells = shown.flatMap(({ variant, arms }) => {
      const effect = comparison?.byVariant.find(({ variant: name }) => name === variant.name);
      return [
        formatValue(numbersOf(arms, arm).means[metric.name] ?? null, metric.unit),
        comparison === undefined ? '' : describeEffect(metric, effect),
      ];
    });
    const range = comparison === undefined ? '' : rangeText(comparison);
    return [label, ...cells, ...(isSwept ? [range] : [])];
  };
  const rows = chosen
    .filter((metric) => isKnown(metric, whole.arms))
    .flatMap((metric) =>
      arms.map((arm, index) => [index === 0 ? titleOf(metric) : '', ...rowOf(metric, arm)]),
    );
  const head = [
    'metric',
    'arm',
    ...shown.flatMap(({ label }) => [label, `against ${baseline}`]),
    ...(isSwept ? [`range over ${variants.length} assumptions`] : []),
  ];
  return { head, rows };
}
