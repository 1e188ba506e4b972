// `--memory`: how much memory a server may take, whatever its clients and upstreams send.
import { createCollector } from '../../lib/collect-garbage.ts';
import { createMemoryBudget, type MemoryBudget } from '../../lib/memory-budget.ts';

/** Of resident memory, MiB. */
export const defaultMemory = 512;
/** What a server takes besides what comes from outside, measured with headroom: MiB. */
const ownMegabytes = 416;
const leastMegabytes = 448;
const bytesPerMegabyte = 1024 * 1024;
/**
 * Let go of in large bodies, as they are counted here: then the garbage is collected. Agents'
 * bodies are smaller.
 */
const collected = { bytesMin: 32 * bytesPerMegabyte, blockBytesMin: 4 * bytesPerMegabyte };
/** A client that waits longer for room is told to try again. */
const roomMsMax = 10_000;

export const memoryFlag = {
  fromProject: false,
  hidden: true,
  type: 'number',
  range: { minimum: leastMegabytes },
  default: defaultMemory,
  description: `memory that it may take, MiB: what does not fit waits or is refused (at least ${leastMegabytes})`,
} as const;

/**
 * Of what comes from outside; the rest is for answers that a gateway keeps until they are whole.
 */
const requestShare = 2 / 3;

export interface MemoryBudgets {
  /** Request bodies and WebSocket messages. */
  readonly requests: MemoryBudget;
  /**
   * Apart: the answer to a request that has its room must not wait for, or fail by, others' bodies.
   */
  readonly answers: MemoryBudget;
}

/** What comes from outside may take so much, over all connections. */
export function memoryBudgetsOf(megabytes: number): MemoryBudgets {
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
