// The input tokens that the backend had not cached.

import { sum } from '../../stats/descriptive.ts';
import type { Metric } from './metric.ts';

/** Explains the cost: what the backend had to compute, and what is billed in full. */
export const uncachedInputTokens: Metric = {
  name: 'uncached_input_tokens',
  title: 'uncached input tokens',
  unit: 'tokens',
  isHeadline: true,
  modelled: false,
  isTotal: true,
  compute: ({ turns }) =>
    sum(turns.map(({ usage }) => (usage ? usage.inputTokens - usage.cachedTokens : 0))),
};
