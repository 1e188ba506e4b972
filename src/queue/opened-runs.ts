// The runs that a worker has open. It may live for months and play thousands of them: what is not
// played any longer is closed.

/** Runs that stay open while no trial of theirs is played: several commands may ask in turn. */
const idleMax = 4;

interface Closable {
  close(): Promise<void>;
}

export interface OpenedRuns<Run extends Closable> {
  /** Opens it where it is not open. Throws what `open` throws; then there is nothing to release. */
  take(key: string, open: () => Promise<Run>): Promise<Run>;
  /** What was taken is not used any longer. Closes those that were not used for longest. */
  release(key: string): Promise<void>;
  close(): Promise<void>;
}

interface Held<Run> {
  readonly run: Promise<Run>;
  users: number;
}

export function createOpenedRuns<Run extends Closable>(): OpenedRuns<Run> {
  /** The one that was used last is last. */
  const held = new Map<string, Held<Run>>();
  const closeAll = async (keys: readonly string[]): Promise<void> => {
    const closed = keys.map((key) => held.get(key)?.run);
    for (const key of keys) held.delete(key);
    for (const run of closed) await (await run)?.close();
  };
  return {
    async take(key, open) {
      const one = held.get(key) ?? { run: open(), users: 0 };
      held.set(key, one);
      one.users++;
      try {
        return await one.run;
      } catch (error) {
        // The next one that needs it tries again.
        held.delete(key);
        throw error;
      }
    },
    async release(key) {
      const one = held.get(key);
      if (one !== undefined) {
        one.users--;
        held.delete(key);
        held.set(key, one);
      }
      const idle = [...held.keys()].filter((name) => held.get(name)?.users === 0);
      await closeAll(idle.slice(0, Math.max(0, idle.length - idleMax)));
    },
    close: () => closeAll([...held.keys()]),
  };
}
