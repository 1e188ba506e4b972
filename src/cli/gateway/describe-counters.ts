// The line that `gateway` ends with.
import type { Gateway } from '../../proxy/gateway/gateway.ts';
import type { CountingReasoningStore } from '../../reasoning-store/limits.ts';

/** What the gateway did with reasoning, in one line. */
export function describeCounters(gateway: Gateway, store: CountingReasoningStore): string {
  const { turns, replayed, foreign, refusals, storeFailures } = gateway.counters();
  const { hits, misses, expired, frozenEntries, refusedSessions } = store.counters();
  return [
    `reasoning: ${replayed} items sent back in ${turns} requests`,
    `${foreign} foreign, ${refusals} requests refused`,
    `store: ${hits} found, ${misses} not, ${expired} sessions expired`,
    `${frozenEntries + refusedSessions} kept out by a limit, ${storeFailures} failures`,
  ].join('; ');
}
