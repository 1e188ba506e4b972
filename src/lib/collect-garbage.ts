// Gives memory back in time. V8 looks at its own heap to decide when to collect; what a large body
// takes is mostly outside of it, and is kept for as long as V8 does not look.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Sizes in bytes. */
export interface CollectorLimits {
  /** Collects when so much has been let go of since the last time. */
  readonly bytesMin: number;
  /** Smaller blocks do not count: V8's own collections are enough for them. */
  readonly blockBytesMin: number;
}

/**
 * Collects when much has been let go of in large blocks. The thread stands still meanwhile, for
 * some ten milliseconds.
 * @param later calls what it is given once the work at hand is done: what has just been let go of
 *   may still be on the stack
 * @param collect default: all of this thread's heap
 * @returns takes the bytes of each block that nothing refers to any more, once the work at hand is
 *   done
 */
export function createCollector(
  { bytesMin, blockBytesMin }: CollectorLimits,
  later: (work: () => void) => unknown,
  collect = collectGarbage,
): (bytes: number) => void {
  let freed = 0;
  let isPlanned = false;
  return (bytes) => {
    if (bytes < blockBytesMin) return;
    freed += bytes;
    if (freed < bytesMin || isPlanned) return;
    isPlanned = true;
    later(() => {
      isPlanned = false;
      freed = 0;
      collect();
    });
  };
}

let garbageCollection: (() => void) | undefined;

/** V8's full collection, of this thread's heap. */
export function collectGarbage(): void {
  if (garbageCollection === undefined) {
    setFlagsFromString('--expose-gc');
    garbageCollection = runInNewContext('gc') as () => void;
  }
  garbageCollection();
}
