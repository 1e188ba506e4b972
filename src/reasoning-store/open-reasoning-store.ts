// The reasoning store that a URL names: Redis, or this process's memory.
import type { Clock } from '../domain/clock.ts';
import type { StoreOptions } from '../domain/store-options.ts';
import { HarnessError } from '../lib/harness-error.ts';
import type { CountingReasoningStore } from './limits.ts';
import { limitsOf, memoryStoreFor } from './memory-store-for.ts';
import { openRedisReasoningStore } from './redis-reasoning-store.ts';

/**
 * @param url of a Redis server that several gateways share; undefined: the memory of this process
 * @throws HarnessError `usage` for what only memory can do, `configuration` when there is no server
 */
export function openReasoningStore(
  url: string | undefined,
  options: StoreOptions,
  clock: Clock,
): Promise<CountingReasoningStore> {
  if (url === undefined) return Promise.resolve(memoryStoreFor(options, clock));
  if (options.store_eviction !== 'freeze') {
    throw new HarnessError(
      'usage',
      'store_eviction=oldest-first exists in memory only, to measure what it breaks',
      'Leave out --reasoning-store or the option',
    );
  }
  const limits = limitsOf(options);
  return openRedisReasoningStore({ url, limits, clock });
}
