// What the requests cost by the price list of the run.

import { costOf } from '../../domain/cost.ts';
import { sum } from '../../stats/descriptive.ts';
import type { Metric } from './metric.ts';

/** Primary metric: USD by the run's own price record; null when the model has no known price. */
export const costUsd: Metric = {
  name: 'cost_usd',
  title: 'cost',
  unit: 'usd',
  isHeadline: true,
  modelled: false,
  isTotal: true,
  compute: ({ turns, price }) =>
    price === null
      ? null
      : sum(turns.map(({ usage, serviceTier }) => (usage ? costOf(usage, price, serviceTier) : 0))),
};
