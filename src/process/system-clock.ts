// The machine's clocks.
import type { Clock } from '../domain/clock.ts';

/** The machine's clocks, for what is handed to the core as a `Clock`. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
};
