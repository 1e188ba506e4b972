// Time to first token.

import { quantile } from '../../stats/descriptive.ts';
import type { Metric, MetricInput } from './metric.ts';

const times = ({ turns }: MetricInput): number[] =>
  turns.flatMap(({ ttftMs }) => (ttftMs === null ? [] : [ttftMs]));

/** Request flushed to first output delta, median over the turns. */
export const ttftP50: Metric = {
  name: 'ttft_ms.p50',
  title: 'time to first token, p50',
  unit: 'ms',
  isHeadline: false,
  modelled: true,
  isTotal: false,
  compute: (input) => quantile(times(input), 0.5),
};

/** The same, 95th percentile: a description, not an estimate, below some 200 turns. */
export const ttftP95: Metric = {
  ...ttftP50,
  name: 'ttft_ms.p95',
  title: 'time to first token, p95',
  compute: (input) => quantile(times(input), 0.95),
};
