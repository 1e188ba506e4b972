// How much of what clients and upstreams send a server holds at once, over all connections: part of
// the resident memory that it may take.
import { createCollector } from '../lib/collect-garbage.ts';
import { createMemoryBudget, type MemoryBudget } from '../lib/memory-budget.ts';

/** Of resident memory, MiB. */
export const defaultMegabytes = 512;
/** What a server takes besides what comes from outside, measured with headroom: MiB. */
const ownMegabytes = 416;
export const leastMegabytes = 448;
const bytesPerMegabyte = 1024 * 1024;
/**
 * Let go of in large bodies, as they are counted here: then the garbage is collected. Agents'
 * bodies are smaller.
 */
const collected = { bytesMin: 32 * bytesPerMegabyte, blockBytesMin: 4 * bytesPerMegabyte };
/** A client that waits longer for room is told to try again. */
const roomMsMax = 10_000;

/**
 * Of what comes from outside; the rest is for answers that a gateway keeps until they are whole.
 */
const requestShare = 2 / 3;

export interface MemoryBudgets {
  /** Request bodies and WebSocket messages. */
  readonly requests: MemoryBudget;
  /**
   * Apart: the answer to a request that has its room must not wait for, or fail by, others' bodies.
   * The simulator keeps in it what its WebSocket connections may continue from.
   */
  readonly answers: MemoryBudget;
}

/** What comes from outside may take so much, over all connections. */
export function memoryBudgetsOf(megabytes = defaultMegabytes): MemoryBudgets {
  const bytes = (megabytes - ownMegabytes) * bytesPerMegabyte;
  const onFreed = createCollector(collected, setImmediate);
  const budgetOf = (bytesMax: number): MemoryBudget =>
    createMemoryBudget({
      bytesMax,
      waitMsMax: roomMsMax,
      onFreed,
      after(ms, act) {
        const timer = setTimeout(act, ms);
        return () => clearTimeout(timer);
      },
    });
  const requests = Math.floor(bytes * requestShare);
  return { requests: budgetOf(requests), answers: budgetOf(bytes - requests) };
}
