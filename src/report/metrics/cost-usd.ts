import type { PriceRecord, TurnRecord } from '../../domain/run.ts';
import { sum } from '../../stats/descriptive.ts';
import type { Metric } from './metric.ts';

const tokensPerPrice = 1_000_000;

function costOf(usage: NonNullable<TurnRecord['usage']>, price: PriceRecord): number {
  const cached = usage.input_tokens_details.cached_tokens;
  const written = usage.input_tokens_details.cache_write_tokens ?? 0;
  const plain = Math.max(0, usage.input_tokens - cached - written);
  return (
    (plain * price.inputUsd +
      cached * price.cachedInputUsd +
      written * (price.cacheWriteUsd ?? price.inputUsd) +
      usage.output_tokens * price.outputUsd) /
    tokensPerPrice
  );
}

/** Decision metric: USD by the run's own price record; null when the model has no known price. */
export const costUsd: Metric = {
  name: 'cost_usd',
  title: 'cost',
  unit: 'usd',
  decides: true,
  modelled: false,
  isTotal: true,
  compute: ({ turns, price }) =>
    price === null ? null : sum(turns.map(({ usage }) => (usage ? costOf(usage, price) : 0))),
};
