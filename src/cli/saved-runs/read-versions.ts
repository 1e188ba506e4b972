// What a run's numbers depend on besides its options.
import { readVersion } from '../../process/read-version.ts';
import { priceTableDate } from '../../profiles/prices.ts';

/** Versions that a run's numbers depend on, by name. */
export function readVersions(): Readonly<Record<string, string>> {
  return {
    turntape: readVersion(),
    node: process.version,
    tokenizer: 'o200k_base',
    prices: priceTableDate,
  };
}
