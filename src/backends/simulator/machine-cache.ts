// The blocks that one machine holds for one account: idle eviction and least-recently-used capacity.
import { countLeadingBlocks } from '../../cache-model/prefix-cache.ts';

export interface MachineCache {
  /** How many leading blocks are held. */
  match(blocks: readonly number[], nowMs: number): number;
  /** Whether this one prefix is held. */
  holds(key: number, nowMs: number): boolean;
  /** Holds these blocks from now on, or keeps them fresh. */
  hold(blocks: readonly number[], nowMs: number): void;
}

/** @param idleMs a block unused for longer is gone; 0: never */
export function createMachineCache(capacityBlocks: number, idleMs: number): MachineCache {
  /** Block key -> last use; insertion order is the order of use. */
  const lastUsed = new Map<number, number>();
  const isFresh = (block: number, nowMs: number): boolean => {
    const usedAt = lastUsed.get(block);
    return usedAt !== undefined && (idleMs === 0 || nowMs - usedAt <= idleMs);
  };
  return {
    match: (blocks, nowMs) => countLeadingBlocks(blocks, (block) => isFresh(block, nowMs)),
    holds: isFresh,
    hold(blocks, nowMs) {
      // Last blocks first: when room is short, the end of a prefix goes before its start.
      for (let index = blocks.length - 1; index >= 0; index--) {
        const block = blocks[index] ?? 0;
        lastUsed.delete(block);
        lastUsed.set(block, nowMs);
      }
      for (const oldest of lastUsed.keys()) {
        if (lastUsed.size <= capacityBlocks) break;
        lastUsed.delete(oldest);
      }
    },
  };
}
