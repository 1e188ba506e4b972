// What a report format is: the values of `--format`, one file each, listed in registry.ts.

import type { ChartSpec } from '../charts/chart-specs.ts';
import type { GateResult } from '../gates/evaluate-gates.ts';
import type { RunView } from '../view.ts';

export interface DrawnChart extends Pick<ChartSpec, 'file' | 'title'> {
  readonly svg: string;
}

/** A run and everything that is said beside it. */
export interface Report {
  readonly view: RunView;
  readonly gates: readonly GateResult[];
  /** A gate that decides nothing is not a failure. */
  readonly allowInconclusive: boolean;
  /** Of a page; empty: none are wanted. */
  readonly charts: readonly DrawnChart[];
  /** Of a page: markdown sections that follow its own; may be empty. */
  readonly appendix: string;
}

export interface ReportFile {
  /** Without folder. */
  readonly name: string;
  readonly text: string;
}

export interface RenderedReport {
  /** In the order of writing. The last one is the report: it refers to the others. */
  readonly files: readonly ReportFile[];
  /** Printed instead of what was found; null: nothing is. */
  readonly stdout: string | null;
}

export interface ReportFormat {
  /** In a few words, for `--help`. */
  readonly description: string;
  /** People read it: charts are drawn for it, and it says where the cache breaks. */
  readonly isPage: boolean;
  render(report: Report): RenderedReport;
}
