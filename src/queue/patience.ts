// What a server refuses now and may take later: it is full, and results that are collected make
// room. It is asked again for as long as something moves, and then for a while.

import { setTimeout as wait } from 'node:timers/promises';
import { mayTakeLater, refusalOf } from './server-refusal.ts';

/** How often a server that takes nothing is asked again, ms. */
const againMs = 500;

export interface Patience {
  /** A result came: the queue moves. */
  moved(): void;
  /**
   * @param name of the work: that another one is taken does not mean that this one would be
   * @returns false: refused for now. Throws what is refused for good, or for too long.
   */
  attempt(name: string, work: () => Promise<unknown>): Promise<boolean>;
  /** Repeats what may be repeated until it is taken. Throws as `attempt` does. */
  until<T>(name: string, work: () => Promise<T>): Promise<T>;
}

/**
 * @param msMax how long nothing may move
 * @param note tells a person once that the server takes nothing, and that it does again
 */
export function createPatience(msMax: number, note: (text: string) => void): Patience {
  /** Works that are refused. */
  const refused = new Set<string>();
  /** Since when nothing moves. */
  let sinceMs = 0;
  const settle = (name: string): void => {
    if (refused.delete(name) && refused.size === 0) note('the queue takes trials again');
  };
  const refuse = (name: string, error: unknown): void => {
    const now = performance.now();
    if (refused.size === 0) sinceMs = now;
    if (!mayTakeLater(error) || now - sinceMs > msMax) throw error;
    if (refused.size === 0) {
      note(`the queue takes no trials (${refusalOf(error)}): it is asked again`);
    }
    refused.add(name);
  };
  return {
    moved() {
      sinceMs = performance.now();
    },
    async attempt(name, work) {
      try {
        await work();
      } catch (error) {
        refuse(name, error);
        return false;
      }
      settle(name);
      return true;
    },
    async until(name, work) {
      for (;;) {
        try {
          const result = await work();
          settle(name);
          return result;
        } catch (error) {
          refuse(name, error);
        }
        await wait(againMs);
      }
    },
  };
}
