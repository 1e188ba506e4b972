// `--memory`: how much memory a server may take, whatever its clients and upstreams send.
import { HarnessError } from '../../lib/harness-error.ts';
import { createMemoryBudget, type MemoryBudget } from '../../lib/memory-budget.ts';

/** Of resident memory, MiB. */
export const defaultMemory = 512;
/** What a server takes besides what comes from outside, measured with headroom: MiB. */
const ownMegabytes = 416;
const leastMegabytes = 448;
const bytesPerMegabyte = 1024 * 1024;
/** A client that waits longer for room is told to try again. */
const roomMsMax = 10_000;

export const memoryFlag = {
  fromProject: false,
  type: 'number',
  default: defaultMemory,
  description: `memory that it may take, MiB: what does not fit waits or is refused (at least ${leastMegabytes})`,
} as const;

/** What requests, messages and answers may take together. @throws HarnessError `usage` */
export function memoryBudgetOf(megabytes: number): MemoryBudget {
  if (!(megabytes >= leastMegabytes)) {
    throw new HarnessError(
      'usage',
      `--memory ${megabytes} is too little`,
      `Write MiB, at least ${leastMegabytes}: a server alone takes about half of that`,
    );
  }
  return createMemoryBudget({
    bytesMax: (megabytes - ownMegabytes) * bytesPerMegabyte,
    waitMsMax: roomMsMax,
    after(ms, act) {
      const timer = setTimeout(act, ms);
      return () => clearTimeout(timer);
    },
  });
}
