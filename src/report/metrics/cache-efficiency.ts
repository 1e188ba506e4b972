// What the cache held of what it could have held.

import { ratio, sum } from '../../stats/descriptive.ts';
import type { Metric } from './metric.ts';

/**
 * Cached tokens over what an ideal cache would have held of the same prompts: tells a broken prefix
 * (the theory falls too) from a cache that missed. null unless the run noted the theory.
 */
export const cacheEfficiency: Metric = {
  name: 'cache_efficiency',
  title: 'cache efficiency (actual over theoretical)',
  unit: 'fraction',
  isHeadline: false,
  modelled: false,
  isTotal: false,
  isDetail: true,
  compute: ({ turns }) => {
    const known = turns.flatMap(({ usage, theoreticalCachedTokens }) =>
      usage === null || typeof theoreticalCachedTokens !== 'number'
        ? []
        : [
            {
              actual: usage.cachedTokens,
              theoretical: theoreticalCachedTokens,
            },
          ],
    );
    return ratio(
      sum(known.map(({ actual }) => actual)),
      sum(known.map(({ theoretical }) => theoretical)),
    );
  },
};
