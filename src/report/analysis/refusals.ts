// Refusals with 400, as counts: a rate alone hides how many trials it rests on.

import type { Trial } from '../../domain/run.ts';
import { isFirstAttempt400 } from '../metrics/error-400.ts';

export interface Refusals {
  /** Trials with at least one first attempt that was refused. */
  readonly sessions: number;
  readonly ofSessions: number;
  /** First attempts that were refused: a retry of the same request does not count twice. */
  readonly attempts: number;
  readonly ofAttempts: number;
}

export function countRefusals(trials: readonly Trial[]): Refusals {
  const turns = trials.flatMap((trial) => trial.turns);
  return {
    sessions: trials.filter((trial) => trial.turns.some(isFirstAttempt400)).length,
    ofSessions: trials.length,
    attempts: turns.filter(isFirstAttempt400).length,
    ofAttempts: turns.filter(({ attempt }) => attempt === 1).length,
  };
}
