// Holds the calls of a user turn until its end: what is told there is about the turn's first call.
import type { LoggedCall } from '../domain/logged-call.ts';

/** Calls that are held; longer turns are let out as they come. */
const heldMax = 1000;

export interface TurnBuffer {
  /**
   * @param calls that are complete
   * @param ttftMs of the turn's first call, told now; null: nothing is
   * @returns calls that nothing more will be told of
   */
  take(calls: readonly LoggedCall[], ttftMs: number | null): LoggedCall[];
  end(): LoggedCall[];
}

/** @param held the calls of the turn that is open; it is changed */
export function createTurnBuffer(held: LoggedCall[] = []): TurnBuffer {
  const release = (): LoggedCall[] => held.splice(0);
  return {
    take(calls, ttftMs) {
      const released: LoggedCall[] = [];
      for (const call of calls) {
        if (call.usage.beginsUserTurn === true || held.length >= heldMax) {
          released.push(...release());
        }
        held.push(call);
      }
      if (ttftMs === null) return released;
      const [first, ...others] = release();
      if (first === undefined) return released;
      // Held from its turn's first call on, unless the turn is too long.
      const isFirst = first.usage.beginsUserTurn === true;
      const told = isFirst ? { ...first, usage: { ...first.usage, ttftMs } } : first;
      return [...released, told, ...others];
    },
    end: release,
  };
}
