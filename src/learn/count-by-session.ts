// Observations -> counts per session, the clusters of every interval here.
import type { ClusterCount, ClusterSum } from '../stats/clustered.ts';

interface OfSession {
  readonly sessionKey: string;
}

/** How many observations of each session are an event. */
export function countBySession<Item extends OfSession>(
  items: readonly Item[],
  isEvent: (item: Item) => boolean,
): ClusterCount[] {
  const sums = sumBySession(items, (item) => (isEvent(item) ? 1 : 0));
  return sums.map(({ sum, count }) => ({ events: sum, attempts: count }));
}

/** The sum of a number over the observations of each session. */
export function sumBySession<Item extends OfSession>(
  items: readonly Item[],
  toNumber: (item: Item) => number,
): ClusterSum[] {
  const sums = new Map<string, { sum: number; count: number }>();
  for (const item of items) {
    const own = sums.get(item.sessionKey) ?? { sum: 0, count: 0 };
    own.sum += toNumber(item);
    own.count++;
    sums.set(item.sessionKey, own);
  }
  return [...sums.values()];
}
