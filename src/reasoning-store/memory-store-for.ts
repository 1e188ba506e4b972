// A memory store as the translator options limit it: arms of an experiment differ in it.
import type { Clock } from '../domain/clock.ts';
import type { TranslatorOptions } from '../domain/translator-options.ts';
import {
  type CountingReasoningStore,
  defaultReasoningStoreLimits,
  type ReasoningStoreLimits,
} from './limits.ts';
import { createMemoryReasoningStore } from './memory-reasoning-store.ts';

export function limitsOf({
  store_entries,
}: Pick<TranslatorOptions, 'store_entries'>): ReasoningStoreLimits {
  return store_entries === 'default'
    ? defaultReasoningStoreLimits
    : { ...defaultReasoningStoreLimits, entriesPerSessionMax: Number(store_entries) };
}

export function memoryStoreFor(
  options: Pick<TranslatorOptions, 'store_entries' | 'store_eviction'>,
  clock: Clock,
): CountingReasoningStore {
  return createMemoryReasoningStore(limitsOf(options), clock, options.store_eviction);
}
