import type { Clock } from '../domain/clock.ts';

export interface VirtualClock extends Clock {
  advance(ms: number): void;
}

/** A clock that only moves when told. */
export function createVirtualClock(startMs: number): VirtualClock {
  let elapsedMs = 0;
  return {
    nowMs: () => startMs + elapsedMs,
    monotonicMs: () => elapsedMs,
    advance: (ms) => {
      elapsedMs += ms;
    },
  };
}
