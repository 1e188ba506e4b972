// How the times to first token of all requests spread: the share of requests that were at least
// this fast. A median hides a slow tail.

import type { RunDefinition, Trial } from '../../domain/run.ts';
import { shortName, shownVariants } from '../variants.ts';
import { groupTrials } from './group-trials.ts';

/** Points of a line: more than a reader can see, fewer than a large run has requests. */
const pointsMax = 200;

export interface TtftPoint {
  /** Label of the variant. */
  readonly assumption: string;
  readonly arm: string;
  readonly ms: number;
  /** Of the arm's requests that have a time, up to 1. */
  readonly share: number;
}

function sharesOf(times: readonly number[]): { ms: number; share: number }[] {
  const sorted = times.toSorted((a, b) => a - b);
  const points = Math.min(pointsMax, sorted.length);
  return Array.from({ length: points }, (_, index) => {
    const rank = Math.ceil(((index + 1) * sorted.length) / points);
    return { ms: sorted[rank - 1] ?? 0, share: rank / sorted.length };
  });
}

/** Over the shown variants; empty when no request has a time. */
export function ttftSpread(definition: RunDefinition, trials: readonly Trial[]): TtftPoint[] {
  const trialsOf = groupTrials(trials);
  return shownVariants(definition).flatMap((variant) =>
    definition.arms.flatMap(({ name: arm }) => {
      const times = trialsOf(arm, variant.name)
        .flatMap(({ turns }) => turns)
        .flatMap(({ ttftMs }) => (ttftMs === null ? [] : [ttftMs]));
      const assumption = shortName(definition, variant);
      return sharesOf(times).map((point) => ({ assumption, arm, ...point }));
    }),
  );
}
