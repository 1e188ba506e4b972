// The share of the input that the backend had cached.

import { ratio } from '../../stats/descriptive.ts';
import { cachedTokens } from './cached-tokens.ts';
import { inputTokens } from './input-tokens.ts';
import type { Metric } from './metric.ts';

/** Ratio of sums, not mean of ratios: a long request weighs what it costs. */
export const cachedRatio: Metric = {
  name: 'cached_ratio',
  title: 'cached ratio',
  unit: 'fraction',
  isHeadline: false,
  modelled: false,
  isTotal: false,
  compute: (input) => ratio(cachedTokens.compute(input) ?? 0, inputTokens.compute(input) ?? 0),
};
