// Dated list prices in USD per million tokens, of data/vendor-prices.json. An unknown model has no
// cost rather than a wrong one.
import type { PriceRecord } from '../domain/run.ts';
import { bareModel } from './bare-model.ts';
import { periodAt } from './find-period.ts';
import type { ProfilePeriod } from './profile-file.ts';
import { priceFiles } from './shipped-profiles.ts';

/** The form of a price's value, which a test holds. */
interface ListPrice {
  readonly input: number;
  readonly cached_input: number;
  readonly cache_write: number | null;
  readonly output: number;
}

type TierFactors = NonNullable<PriceRecord['tierFactors']>;
type LongContext = NonNullable<PriceRecord['longContext']>;

const rows = priceFiles.flatMap(({ models }) => models);

/** Models whose price is known, by their exact names. */
export const pricedModels: readonly string[] = rows.map(({ model }) => model);

/** Day of the newest entry that was read. */
export const priceTableDate: string = rows
  .flatMap(({ periods }) => periods.map(({ rules }) => String(rules['price']?.['read'])))
  .reduce((newest, day) => (day > newest ? day : newest));

function toRecord(model: string, { from, rules }: ProfilePeriod): PriceRecord {
  const { price, tier_factors, long_context } = rules;
  // Of a shipped file, whose rows all have one: a test holds it.
  if (price === undefined) throw new Error(`no price of ${model}`);
  const { input, cached_input, cache_write, output } = price.value as ListPrice;
  return {
    model,
    inputUsd: input,
    cachedInputUsd: cached_input,
    cacheWriteUsd: cache_write,
    outputUsd: output,
    ...(from !== null && { since: from }),
    ...(tier_factors && { tierFactors: tier_factors.value as TierFactors }),
    ...(long_context && { longContext: long_context.value as LongContext }),
    date: String(price['read']),
    source: price.source ?? '',
  };
}

/**
 * The price of a model; dated snapshots (`gpt-5.5-2026-04-01`) share their base model's. null:
 * unknown. `gpt-5.5-pro` is not `gpt-5.5`.
 * @param at `YYYY-MM` or a day; null: the newest
 */
export function findModelPrice(model: string, at: string | null = null): PriceRecord | null {
  const bare = bareModel(model).replace(/-\d{4}-\d{2}-\d{2}$/, '');
  const row = rows.find(({ model: name }) => name === bare);
  const period = row && periodAt(row.periods, at);
  return period ? toRecord(bare, period) : null;
}
