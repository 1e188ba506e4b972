// The input tokens that the backend had cached.

import { sum } from '../../stats/descriptive.ts';
import type { Metric } from './metric.ts';

export const cachedTokens: Metric = {
  name: 'cached_tokens',
  title: 'cached input tokens',
  unit: 'tokens',
  isHeadline: false,
  modelled: false,
  isTotal: true,
  compute: ({ turns }) => sum(turns.map(({ usage }) => usage?.cachedTokens ?? 0)),
};
