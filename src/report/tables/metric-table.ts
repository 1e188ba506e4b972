// Every metric of the mean trial, arm by arm, under one assumption.

import { numbersOf } from '../analysis/arm-numbers.ts';
import { type Comparison, findComparison, isKnown, shareRange } from '../analysis/compare-arms.ts';
import { mergeArms } from '../analysis/merge-arms.ts';
import { shownNumbers } from '../analysis/scope-numbers.ts';
import type { VariantNumbers } from '../analysis/variant-numbers.ts';
import { formatRange, formatShareRange, formatValue } from '../format.ts';
import type { Metric } from '../metrics/metric.ts';
import { mainMetrics } from '../metrics/registry.ts';
import { describeEffect } from '../text/finding.ts';
import type { RunView } from '../view.ts';
import { type ReportTable, titleOf } from './report-table.ts';

/** Over all variants; as shares where there are any, since values stand beside it. */
function rangeText(comparison: Comparison): string {
  const { low, high, metric } = comparison;
  const share = metric.unit === 'fraction' ? null : shareRange(comparison);
  return share === null
    ? formatRange(low, high, metric.unit)
    : formatShareRange(share.low, share.high);
}

/**
 * A row per metric and arm: value and difference under one variant, then the range over all of
 * them. Totals are those of the mean trial.
 * @param under one of the shown variants; default: the base
 */
export function metricTable(
  view: RunView,
  chosen: readonly Metric[] = mainMetrics,
  under: VariantNumbers | undefined = shownNumbers(view.whole)[0],
): ReportTable {
  const { definition, whole } = view;
  const { baseline, variants } = definition;
  const arms = mergeArms(view);
  const isSwept = variants.length > 1;
  const rowOf = (metric: Metric, arm: string): string[] => {
    // None for the baseline, and for a detail of which these two arms know nothing.
    const compared = whole.comparisons.find((comparison) => comparison.arm === arm);
    const comparison = compared && findComparison(compared, metric);
    const effect = comparison?.byVariant.find(({ variant }) => variant === under?.variant.name);
    const value = numbersOf(under?.arms ?? [], arm).means[metric.name] ?? null;
    return [
      arm,
      formatValue(value, metric.unit),
      comparison === undefined ? '' : describeEffect(metric, effect),
      ...(isSwept ? [comparison === undefined ? '' : rangeText(comparison)] : []),
    ];
  };
  const rows = (under === undefined ? [] : chosen)
    .filter((metric) => isKnown(metric, whole.arms))
    .flatMap((metric) =>
      arms.map(({ name }, index) => [index === 0 ? titleOf(metric) : '', ...rowOf(metric, name)]),
    );
  const range = isSwept ? [`range over ${variants.length} assumptions`] : [];
  return { head: ['metric', 'arm', 'value', `against ${baseline}`, ...range], rows };
}
