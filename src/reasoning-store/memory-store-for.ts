// A memory store as its options limit it: arms of an experiment differ in them.
import type { Clock } from '../domain/clock.ts';
import type { StoreOptions } from '../domain/store-options.ts';
import {
  type CountingReasoningStore,
  defaultReasoningStoreLimits,
  type ReasoningStoreLimits,
} from './limits.ts';
import { createMemoryReasoningStore } from './memory-reasoning-store.ts';

export function limitsOf({ store_entries }: StoreOptions): ReasoningStoreLimits {
  return store_entries === 'default'
    ? defaultReasoningStoreLimits
    : { ...defaultReasoningStoreLimits, entriesPerSessionMax: Number(store_entries) };
}

export function memoryStoreFor(options: StoreOptions, clock: Clock): CountingReasoningStore {
  return createMemoryReasoningStore(limitsOf(options), clock, options.store_eviction);
}
