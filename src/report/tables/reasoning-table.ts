// What was found under each assumption about reasoning that no recording holds.

import type { ParameterValue, Variant } from '../../domain/run.ts';
import { findComparison } from '../analysis/compare-arms.ts';
import { shownNumbers } from '../analysis/scope-numbers.ts';
import { headlineMetrics } from '../metrics/registry.ts';
import { assumedReasoning, reasoningParameter } from '../text/assumption.ts';
import { describeEffect } from '../text/finding.ts';
import type { RunView } from '../view.ts';
import { decisionHead, type ReportTable } from './report-table.ts';

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

/** A row per arm and assumption: what decides, of the mean trial, under each shown variant. */
export function reasoningTable({ definition, whole }: RunView): ReportTable {
  const shown = shownNumbers(whole);
  const rows = whole.comparisons.flatMap((comparison) =>
    assumedReasoning(definition).map((value) => [
      comparison.arm,
      String(value),
      ...headlineMetrics.flatMap((metric) =>
        shown.map(({ variant }) => {
          const name = variantWith(definition.variants, variant, value)?.name;
          const effects = findComparison(comparison, metric)?.byVariant ?? [];
          return describeEffect(
            metric,
            effects.find((effect) => effect.variant === name),
          );
        }),
      ),
    ]),
  );
  return { head: ['arm', 'reasoning tokens of a call', ...decisionHead(shown)], rows };
}
