// What was found under each assumption about reasoning that no recording holds.

import type { ParameterValue, Variant } from '../../domain/run.ts';
import { findComparison } from '../analysis/compare-arms.ts';
import { withMergedArms } from '../analysis/merge-arms.ts';
import { shownNumbers } from '../analysis/scope-numbers.ts';
import { headlineMetrics } from '../metrics/registry.ts';
import { assumedReasoning, reasoningParameter } from '../text/assumption.ts';
import { describeEffect } from '../text/finding.ts';
import type { RunView } from '../view.ts';
import { type ReportTable, titleOf } from './report-table.ts';

function variantWith(
  variants: readonly Variant[],
  shown: Variant,
  value: ParameterValue,
): Variant | undefined {
  const wanted = { ...shown.parameters, [reasoningParameter]: value };
  return variants.find(({ parameters }) =>
    Object.entries(wanted).every(([name, own]) => parameters[name] === own),
  );
}

/** A row per arm, assumption and shown variant: what decides, of the mean trial. */
export function reasoningTable(view: RunView): ReportTable {
  const { definition, whole } = view;
  const shown = shownNumbers(whole);
  const isOne = shown.length === 1;
  const rows = withMergedArms(view, whole.comparisons).flatMap((comparison) =>
    assumedReasoning(definition).flatMap((value) =>
      shown.map(({ variant, label }) => {
        const name = variantWith(definition.variants, variant, value)?.name;
        const cells = headlineMetrics.map((metric) => {
          const effects = findComparison(comparison, metric)?.byVariant ?? [];
          const own = effects.find((effect) => effect.variant === name);
          return describeEffect(metric, own);
        });
        return [comparison.arm, String(value), ...(isOne ? [] : [label]), ...cells];
      }),
    ),
  );
  const head = [
    ...['arm', 'reasoning tokens of a call', ...(isOne ? [] : ['assumption'])],
    ...headlineMetrics.map(titleOf),
  ];
  return { head, rows };
}
