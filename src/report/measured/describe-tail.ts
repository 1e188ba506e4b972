// The slow end of the times, as a description: a percentile needs many turns, and turns of one
// session are not independent, so whole clusters are drawn for its interval.

import type { Trial } from '../../domain/run.ts';
import { clusterBootstrap } from '../../stats/cluster-bootstrap.ts';
import { quantile } from '../../stats/descriptive.ts';
import type { Interval } from '../../stats/paired-t.ts';
import { defaultLevel as level } from './inference.ts';

/** Below this many turns a 95th percentile is the word of ten requests. */
export const tailTurnsMin = 200;

export interface TailDescription {
  readonly p95Ms: number;
  readonly turns: number;
  /** null below twenty clusters. */
  readonly interval: Interval | null;
}

/** p95 of the time to first token of one arm; null below 200 turns. */
export function describeTail(trials: readonly Trial[], seed: string): TailDescription | null {
  const clusters = new Map<string, number[]>();
  for (const { scenario, turns } of trials) {
    const times = turns.flatMap(({ ttftMs }) => (ttftMs === null ? [] : [ttftMs]));
    clusters.set(scenario, [...(clusters.get(scenario) ?? []), ...times]);
  }
  const all = [...clusters.values()];
  const turns = all.flat().length;
  if (turns < tailTurnsMin) return null;
  const p95 = (drawn: readonly (readonly number[])[]): number => quantile(drawn.flat(), 0.95) ?? 0;
  // Sorting all turns for each draw: 2,000 draws settle the limits of a description.
  const interval = clusterBootstrap(all, p95, { level, seed: `${seed}/p95`, draws: 2_000 });
  return { p95Ms: p95(all), turns, interval };
}
