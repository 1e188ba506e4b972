import type { Clock } from '../domain/clock.ts';

/** The machine's clocks, for what is handed to the core as a `Clock`. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => Number(process.hrtime.bigint()) / 1e6,
};
