// The line that `gateway` ends with.
import { plural } from '../../lib/plural.ts';
import type { Gateway } from '../../proxy/gateway/gateway.ts';
import type { CountingReasoningStore } from '../../reasoning-store/limits.ts';

/** What the gateway did with reasoning, in one line. */
export function describeCounters(gateway: Gateway, store: CountingReasoningStore): string {
  const { turns, replayed, foreign, refusals, storeFailures } = gateway.counters();
  const { hits, misses, expired, frozenEntries, refusedSessions } = store.counters();
  return [
    `reasoning: ${plural(replayed, 'item')} sent back in ${plural(turns, 'request')}`,
    `${foreign} foreign, ${plural(refusals, 'request')} refused`,
    `store: ${hits} found, ${misses} not, ${plural(expired, 'session')} expired`,
    `${frozenEntries + refusedSessions} kept out by a limit, ${plural(storeFailures, 'failure')}`,
  ].join('; ');
}
