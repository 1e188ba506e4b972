// The line that `gateway` ends with.
import { plural } from '../../lib/plural.ts';
import type { Gateway } from '../../proxy/gateway/gateway.ts';
import type { CountingReasoningStore } from '../../reasoning-store/limits.ts';

/** What a gateway is asked for here. */
type Counting = Pick<Gateway, 'counters'>;

/**
 * What a store in memory that missed may have lost; null: nothing points to it.
 * @param isInMemory the store, which is empty when the gateway starts
 */
export function describeEmptyStore(
  store: Pick<CountingReasoningStore, 'counters'>,
  isInMemory: boolean,
): string | null {
  const { misses } = store.counters();
  if (!isInMemory || misses === 0) return null;
  return (
    `the reasoning store is in memory and was empty at the start: ${plural(misses, 'lookup')} ` +
    'found nothing, as after a restart. --reasoning-store redis://HOST or --set ' +
    'reasoning_carrier=signature keeps reasoning over restarts'
  );
}

/** What the gateway did with reasoning, in one line. */
export function describeCounters(
  gateway: Counting,
  store: Pick<CountingReasoningStore, 'counters'>,
): string {
  const { turns, replayed, foreign, refusals, storeFailures } = gateway.counters();
  const { hits, misses, expired, frozenEntries, refusedSessions } = store.counters();
  return [
    `reasoning: ${plural(replayed, 'item')} sent back in ${plural(turns, 'request')}`,
    `${foreign} foreign, ${plural(refusals, 'request')} refused`,
    `store: ${hits} found, ${misses} not, ${plural(expired, 'session')} expired`,
    `${frozenEntries + refusedSessions} kept out by a limit, ${plural(storeFailures, 'failure')}`,
  ].join('; ');
}
