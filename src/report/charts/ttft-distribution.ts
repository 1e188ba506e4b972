// How the times to first token of all requests spread, an arm a line.

import { modelledTime } from '../tables/report-table.ts';
import type { RunView } from '../view.ts';
import { armEncoding } from './arm-encoding.ts';
import { perAssumption } from './per-assumption.ts';

/** null when no request has a time. */
export function ttftDistribution(view: RunView): object | null {
  const { definition, requests } = view;
  const values = requests.ttft;
  if (values.length === 0) return null;
  const label = definition.label === 'simulated' ? modelledTime : definition.label;
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: { text: `time to first token, all requests (${label})`, anchor: 'start' },
    background: 'white',
    data: { values },
    ...perAssumption(view, {
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
