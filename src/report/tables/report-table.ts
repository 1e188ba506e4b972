// A table of a report as head and rows: pages and the terminal print the same.

import type { VariantNumbers } from '../analysis/variant-numbers.ts';
import type { Metric } from '../metrics/metric.ts';
import { headlineMetrics } from '../metrics/registry.ts';

export interface ReportTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What is said of a time that the simulator made: no real time was fitted. */
export const modelledTime = 'modelled, uncalibrated';

export function titleOf({ title, modelled }: Metric): string {
  return `${title}${modelled ? ` (${modelledTime})` : ''}`;
}

/** A column per decision metric and shown variant. */
export function decisionHead(shown: readonly VariantNumbers[]): string[] {
  return headlineMetrics.flatMap((metric) =>
    shown.map(({ label }) =>
      shown.length === 1 ? titleOf(metric) : `${titleOf(metric)}, ${label}`,
    ),
  );
}
