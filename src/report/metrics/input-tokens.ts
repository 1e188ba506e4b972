// All input tokens.

import { sum } from '../../stats/descriptive.ts';
import type { Metric } from './metric.ts';

/** Input tokens, cached ones included, as the backend counts them. */
export const inputTokens: Metric = {
  name: 'input_tokens',
  title: 'input tokens',
  unit: 'tokens',
  isHeadline: false,
  modelled: false,
  isTotal: true,
  compute: ({ turns }) => sum(turns.map(({ usage }) => usage?.inputTokens ?? 0)),
};
