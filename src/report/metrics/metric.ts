// What a metric is; registry.ts lists them.

import type { PriceRecord, TurnRecord } from '../../domain/run.ts';

/** What a metric is computed from: any set of turns, of one session or of many. */
export interface MetricInput {
  readonly turns: readonly TurnRecord[];
  /** Sessions that these turns belong to. */
  readonly sessions: number;
  /** null: the model's price is unknown. */
  readonly price: PriceRecord | null;
}

export type Unit = 'tokens' | 'fraction' | 'usd' | 'ms' | 'requests' | 'count';

/** One metric: one file, one line in the registry, one row in docs/experiment.md. */
export interface Metric {
  /** As in `--json`. */
  readonly name: string;
  readonly title: string;
  readonly unit: Unit;
  /** Cost and what explains it come first in every table. */
  readonly isHeadline: boolean;
  /** Modelled: computed from tokens by the simulator's latency model, not from behaviour. */
  readonly modelled: boolean;
  /**
   * A total: compared as the mean of a session. Ratios and percentiles are compared as they are.
   */
  readonly isTotal: boolean;
  /** Beside the numbers that a reader asked for: shown in a table of their own. */
  readonly isDetail?: boolean;
  /** null: cannot be computed from these turns. */
  compute(input: MetricInput): number | null;
}
