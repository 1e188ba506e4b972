// Dated list prices in USD per million tokens. An unknown model has no cost rather than a wrong
// one.

import type { PriceRecord } from '../domain/run.ts';

/** Day of the newest entry that was read. */
export const priceTableDate = '2026-11-22';

const vendorList = 'vendor price list, as copied by public price tables in 2026';
const preview = 'vendor preview post 2026-06-26; cached = 90% off, writes 1.25x';

/** Standard tier, short context (longer prompts cost more; not modelled). */
export const modelPrices: readonly PriceRecord[] = [
  price('gpt-5', 1.25, 0.125, null, 10, vendorList),
  price('gpt-5-mini', 0.25, 0.025, null, 2, vendorList),
  price('gpt-5.1', 1.25, 0.125, null, 10, vendorList),
  price('gpt-5.2', 1.75, 0.175, null, 14, 'OpenAI Prompt Caching 201; vendor price list'),
  price('gpt-5.3-codex', 1.75, 0.175, null, 14, vendorList),
  price('gpt-5.4', 2.5, 0.25, null, 15, vendorList),
  price('gpt-5.4-mini', 0.75, 0.075, null, 4.5, vendorList),
  price('gpt-5.5', 5, 0.5, null, 30, vendorList),
  price('gpt-5.6-sol', 5, 0.5, 6.25, 30, preview),
  price('gpt-5.6-terra', 2.5, 0.25, 3.125, 15, preview),
  price('gpt-5.6-luna', 1, 0.1, 1.25, 6, preview),
  price('gpt-6.1-sol', 2, 0.1, null, 10, 'codex-token-watch v0.3.3 release notes (single source)'),
];

function price(
  model: string,
  inputUsd: number,
  cachedInputUsd: number,
  cacheWriteUsd: number | null,
  outputUsd: number,
  source: string,
): PriceRecord {
  const usd = { inputUsd, cachedInputUsd, cacheWriteUsd, outputUsd };
  return { model, ...usd, date: priceTableDate, source };
}

/**
 * The price of a model; dated snapshots (`gpt-5.5-2026-04-01`) share their base model's. null:
 * unknown. `gpt-5.5-pro` is not `gpt-5.5`.
 */
export function findModelPrice(model: string): PriceRecord | null {
  const bare = model.slice(model.lastIndexOf('/') + 1).replace(/-\d{4}-\d{2}-\d{2}$/, '');
  return modelPrices.find(({ model: name }) => name === bare) ?? null;
}
