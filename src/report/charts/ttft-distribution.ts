// How the times to first token of all requests spread, an arm a line.

import { withMergedArms } from '../analysis/merge-arms.ts';
import { modelledTime } from '../tables/report-table.ts';
import type { RunView } from '../view.ts';
import { armEncoding } from './arm-encoding.ts';
import { chart } from './chart.ts';

/** null when no request has a time. */
export function ttftDistribution(view: RunView): object | null {
  const { definition, requests } = view;
  const values = withMergedArms(view, requests.ttft);
  if (values.length === 0) return null;
  const label = definition.label === 'simulated' ? modelledTime : definition.label;
  const text = {
    see: 'The further left a line, the sooner the first token comes',
    what: `share of all requests that were this fast; ${label}`,
  };
  return chart(view, text, values, {
    height: 130,
    mark: { type: 'line', interpolate: 'step-after', strokeWidth: 1.5 },
    encoding: {
      x: {
        field: 'ms',
        type: 'quantitative',
        title: 'time to first token, ms',
        axis: { format: ',d', tickCount: 5 },
        scale: { zero: true },
      },
      y: {
        field: 'share',
        type: 'quantitative',
        title: null,
        axis: { format: '.0%', tickCount: 5 },
        scale: { domain: [0, 1] },
      },
      ...armEncoding(view),
    },
  });
}
