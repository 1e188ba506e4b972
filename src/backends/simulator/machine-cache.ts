// The blocks that one machine holds for one account: idle eviction and least-recently-used capacity.
import { countLeadingBlocks } from '../../rules/prefix-cache.ts';

export interface MachineCache {
  /** How many leading blocks are held; using them keeps them fresh. */
  match(blocks: readonly number[], nowMs: number): number;
  /** Holds these blocks from now on. */
  add(blocks: readonly number[], nowMs: number): void;
}

/** @param idleMs a block unused for longer is gone; 0: never */
export function createMachineCache(capacityBlocks: number, idleMs: number): MachineCache {
  /** Block key -> last use; insertion order is the order of use. */
  const lastUsed = new Map<number, number>();
  const touch = (block: number, nowMs: number): void => {
    lastUsed.delete(block);
    lastUsed.set(block, nowMs);
  };
  const isFresh = (block: number, nowMs: number): boolean => {
    const usedAt = lastUsed.get(block);
    return usedAt !== undefined && (idleMs === 0 || nowMs - usedAt <= idleMs);
  };
  return {
    match(blocks, nowMs) {
      const count = countLeadingBlocks(blocks, (block) => isFresh(block, nowMs));
      for (let index = count - 1; index >= 0; index--) touch(blocks[index] ?? 0, nowMs);
      return count;
    },
    add(blocks, nowMs) {
      // Last blocks first: when room is short, the end of a prefix goes before its start.
      for (let index = blocks.length - 1; index >= 0; index--) touch(blocks[index] ?? 0, nowMs);
      for (const oldest of lastUsed.keys()) {
        if (lastUsed.size <= capacityBlocks) break;
        lastUsed.delete(oldest);
      }
    },
  };
}
