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

export interface ReportFormat {
  /** In a few words, for `--help`. */
  readonly description: string;
  /**
   * `page`: people read it, so charts are drawn for it, and it says where the cache breaks. `file`:
   * programs read it. `stdout`: it is printed in the place of what was found, and not written.
   */
  readonly target: 'page' | 'file' | 'stdout';
  /** @returns in the order of writing. The last one is the report: it refers to the others. */
  render(report: Report): readonly ReportFile[];
}
