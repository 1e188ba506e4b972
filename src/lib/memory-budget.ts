// Memory that what came from outside may take, shared by everything that holds some: what one
// connection cannot be given, it does not get by opening more of them.

/** What one holder has of a budget. */
export interface MemoryShare {
  /** False: there is no room now, and nothing was taken. */
  tryTake(bytes: number): boolean;
  /**
   * Takes when there is room, in the order in which it was asked for.
   * @returns undefined: taken at once; a promise of false: there was no room in time
   */
  take(bytes: number): Promise<boolean> | undefined;
  /** Gives a part back that is not held any more. @param bytes without the weight */
  giveBack(bytes: number): void;
  /** Gives all of it back. Nothing may be taken afterwards. */
  close(): void;
}

export interface MemoryBudget {
  /** @param weight what a byte counts: parsed and translated, it is held more than once */
  open(weight?: number): MemoryShare;
  /** Taken now. */
  used(): number;
}

export interface MemoryBudgetOptions {
  readonly bytesMax: number;
  /** How long somebody waits for room, ms. */
  readonly waitMsMax: number;
  /** Calls back later. @returns stops it */
  readonly after: (ms: number, act: () => void) => () => void;
  /** Called with what a holder has given back. */
  readonly onFreed?: (bytes: number) => void;
}

interface Waiter {
  readonly share: object;
  readonly bytes: number;
  done(isTaken: boolean): void;
}

/**
 * When all of it is taken, the holder that has waited longest may exceed it, one at a time: each
 * could otherwise wait for what the others have, for ever.
 */
export function createMemoryBudget(options: MemoryBudgetOptions): MemoryBudget {
  const { bytesMax, waitMsMax, after, onFreed } = options;
  let used = 0;
  /** May exceed the budget. */
  let exempt: object | undefined;
  let waiters: Waiter[] = [];
  const fits = (share: object, bytes: number): boolean =>
    share === exempt || used + bytes <= bytesMax;
  const serve = (): void => {
    for (let [first] = waiters; first !== undefined; [first] = waiters) {
      exempt ??= fits(first.share, first.bytes) ? undefined : first.share;
      if (!fits(first.share, first.bytes)) return;
      waiters.shift();
      first.done(true);
    }
  };
  return {
    used: () => used,
    open(weight = 1) {
      const share = {};
      let taken = 0;
      const add = (bytes: number): void => {
        taken += bytes;
        used += bytes;
      };
      return {
        tryTake(amount) {
          const bytes = amount * weight;
          if (!fits(share, bytes)) return false;
          add(bytes);
          return true;
        },
        take(amount) {
          const bytes = amount * weight;
          if (share === exempt || (waiters.length === 0 && fits(share, bytes))) {
            add(bytes);
            return undefined;
          }
          const { promise, resolve } = Promise.withResolvers<boolean>();
          const waiter: Waiter = {
            ...{ share, bytes },
            done(isTaken) {
              cancel();
              if (isTaken) add(bytes);
              resolve(isTaken);
            },
          };
          const cancel = after(waitMsMax, () => {
            waiters = waiters.filter((other) => other !== waiter);
            waiter.done(false);
          });
          waiters.push(waiter);
          serve();
          return promise;
        },
        giveBack(bytes) {
          const part = Math.min(bytes, taken);
          taken -= part;
          used -= part;
          if (part > 0) onFreed?.(part);
          serve();
        },
        close() {
          for (const waiter of waiters.filter((one) => one.share === share)) waiter.done(false);
          waiters = waiters.filter((one) => one.share !== share);
          used -= taken;
          if (taken > 0) onFreed?.(taken);
          taken = 0;
          if (exempt === share) exempt = undefined;
          serve();
        },
      };
    },
  };
}

/** For what is bounded by other means. */
export const unboundedMemory: MemoryBudget = createMemoryBudget({
  ...{ bytesMax: Number.POSITIVE_INFINITY, waitMsMax: 0, after: () => () => {} },
});
