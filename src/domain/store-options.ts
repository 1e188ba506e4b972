// The options of the store that keeps reasoning between turns. Arms set them beside the
// translator's.
import { defaultOptions, type OptionValues } from './option-schema.ts';

/** Each option's legal values, the default first. */
export const storeOptionSchema = {
  store_eviction: ['freeze', 'oldest-first'],
  store_entries: ['default', '8', '32', '128'],
} as const;

export type StoreOptions = OptionValues<typeof storeOptionSchema>;

/** Every option at its default. */
export const defaultStoreOptions: StoreOptions = defaultOptions(storeOptionSchema);
