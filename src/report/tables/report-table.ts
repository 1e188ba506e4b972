// A table of a report as head and rows: pages and the terminal print the same.

import type { Metric } from '../metrics/metric.ts';

export interface ReportTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What is said of a time that the simulator made: no real time was fitted. */
export const modelledTime = 'modelled, uncalibrated';

/** Beside tables that hold such times. */
export const modelledNote = 'Modelled times are uncalibrated: read their direction only.';

export function titleOf({ title, modelled }: Metric): string {
  return `${title}${modelled ? ' (modelled)' : ''}`;
}
