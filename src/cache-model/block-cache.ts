// The prefixes that one machine holds for one account, by their keys: idle eviction and
// least-recently-used capacity. The simulator's machines are such caches; so is the ideal cache of
// a ideal cache, which never runs full.

export interface BlockCache {
  /** True when the prefix was ever held and has not made room for another, however old it is. */
  isHeld(key: number): boolean;
  /**
   * True when it was also used within the idle time.
   * @param idleMs a prefix unused for longer is gone; 0: never
   */
  isFresh(key: number, nowMs: number, idleMs: number): boolean;
  /**
   * Holds these prefixes from now on, or keeps them fresh. Of a prompt's blocks the last go first,
   * so one that is held, or fresh, has all before it with it (fresh: unless the clock is set back).
   */
  hold(keys: readonly number[], nowMs: number): void;
  /** Prefixes that are held. */
  size(): number;
}

/**
 * @param capacity keys that are kept; the least recently used go first
 */
export function createBlockCache(capacity: number): BlockCache {
  /** Key -> last use; insertion order is the order of use. */
  const lastUsed = new Map<number, number>();
  const isBounded = Number.isFinite(capacity);
  return {
    isHeld: (key) => lastUsed.has(key),
    isFresh(key, nowMs, idleMs) {
      const usedAt = lastUsed.get(key);
      return usedAt !== undefined && (idleMs === 0 || nowMs - usedAt <= idleMs);
    },
    hold(keys, nowMs) {
      // Last blocks first: when room is short, the end of a prefix goes before its start.
      for (let index = keys.length - 1; index >= 0; index--) {
        const key = keys[index] ?? 0;
        // The order only says who has to go.
        if (isBounded) lastUsed.delete(key);
        lastUsed.set(key, nowMs);
      }
      for (const oldest of lastUsed.keys()) {
        if (lastUsed.size <= capacity) break;
        lastUsed.delete(oldest);
      }
    },
    size: () => lastUsed.size,
  };
}
