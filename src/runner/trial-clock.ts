// Time in a trial: virtual or real behind one interface.
import type { Clock } from '../domain/clock.ts';

/** The clock of one trial: virtual on the simulator, the machine's own on a live backend. */
export interface TrialClock extends Clock {
  /** An answer took so long: real time has passed by itself, virtual time has to be told. */
  passed(ms: number): void;
  /** The client does nothing: the user thinks, tools run, a retry waits. */
  pause(ms: number): Promise<void>;
}

/** A clock that only moves when told. */
export function createVirtualClock(startMs: number): TrialClock {
  let elapsedMs = 0;
  const advance = (ms: number): void => {
    elapsedMs += ms;
  };
  return {
    nowMs: () => startMs + elapsedMs,
    monotonicMs: () => elapsedMs,
    passed: advance,
    pause: async (ms) => advance(ms),
  };
}

/** @param wait really waits; rejects when the run is stopped meanwhile */
export function createRealClock(clock: Clock, wait: (ms: number) => Promise<void>): TrialClock {
  return { ...clock, passed: () => {}, pause: wait };
}
