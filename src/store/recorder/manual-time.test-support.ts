// Time that passes when a test says so.
import type { After } from './after.ts';

export function createManualTime(): { readonly after: After; pass(ms: number): void } {
  let nowMs = 0;
  const timers = new Set<{ readonly dueMs: number; readonly act: () => void }>();
  return {
    after(ms, act) {
      const timer = { dueMs: nowMs + ms, act };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    /** Calls what is due, in its order; also what becomes due meanwhile. */
    pass(ms) {
      nowMs += ms;
      for (;;) {
        const [due] = [...timers]
          .filter(({ dueMs }) => dueMs <= nowMs)
          .sort((one, other) => one.dueMs - other.dueMs);
        if (due === undefined) return;
        timers.delete(due);
        due.act();
      }
    },
  };
}
