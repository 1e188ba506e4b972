// How the times to first token of all requests spread, an arm a line: the share of requests that were
// at least this fast. A median hides a slow tail.

import type { RunDefinition, Trial } from '../../domain/run.ts';
import { trialsOf } from '../compare-arms.ts';
import { shortName, shownVariants } from '../variants.ts';
import { armEncoding } from './arm-encoding.ts';
import { perAssumption } from './per-assumption.ts';

/** Points of a line: more than a reader can see, fewer than a large run has requests. */
const pointsMax = 200;

function sharesOf(times: readonly number[]): { ms: number; share: number }[] {
  const sorted = [...times].sort((a, b) => a - b);
  const points = Math.min(pointsMax, sorted.length);
  return Array.from({ length: points }, (_, index) => {
    const rank = Math.ceil(((index + 1) * sorted.length) / points);
    return { ms: sorted[rank - 1] ?? 0, share: rank / sorted.length };
  });
}

/** null when no request has a time. */
export function ttftDistribution(
  definition: RunDefinition,
  trials: readonly Trial[],
): object | null {
  const values = shownVariants(definition).flatMap((variant) =>
    definition.arms.flatMap(({ name: arm }) => {
      const times = trialsOf(trials, arm, variant.name)
        .flatMap(({ turns }) => turns)
        .flatMap(({ ttftMs }) => (ttftMs === null ? [] : [ttftMs]));
      const assumption = shortName(definition, variant);
      return sharesOf(times).map((point) => ({ assumption, arm, ...point }));
    }),
  );
  if (values.length === 0) return null;
  const label = definition.label === 'simulated' ? 'modelled' : definition.label;
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: { text: `time to first token, all requests (${label})`, anchor: 'start' },
    background: 'white',
    data: { values },
    ...perAssumption(definition, {
      width: 300,
      height: 160,
      mark: { type: 'line', interpolate: 'step-after', strokeWidth: 1.5 },
      encoding: {
        x: { field: 'ms', type: 'quantitative', title: 'ms' },
        y: {
          field: 'share',
          type: 'quantitative',
          title: 'requests this fast',
          axis: { format: '.0%' },
        },
        ...armEncoding(definition),
      },
    }),
  };
}
