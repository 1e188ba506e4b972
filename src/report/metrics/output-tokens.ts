// All output tokens.

import { sum } from '../../stats/descriptive.ts';
import type { Metric } from './metric.ts';

/** Output tokens, reasoning included. */
export const outputTokens: Metric = {
  name: 'output_tokens',
  title: 'output tokens',
  unit: 'tokens',
  isHeadline: false,
  modelled: false,
  isTotal: true,
  compute: ({ turns }) => sum(turns.map(({ usage }) => usage?.outputTokens ?? 0)),
};
