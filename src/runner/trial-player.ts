// How the trials of a run are played: here, one block after the other, or by other processes.

import { setImmediate as nextLoop } from 'node:timers/promises';
import type { FreshTrial } from '../domain/run.ts';
import type { PlannedTrial } from './plan.ts';
import { playRun } from './run.ts';
import type { TrialFactories } from './trial.ts';

/**
 * Plays trials and hands out what is over, in any order. When more is asked for, what came before
 * is saved. Throws a RunStopped where it ends early by a wish or a limit.
 */
export type TrialPlayer = (left: readonly PlannedTrial[]) => AsyncIterable<readonly FreshTrial[]>;

export interface PlayHereOptions {
  readonly model: string;
  readonly factories: TrialFactories;
  /** Blocks that are played at a time. */
  readonly concurrency: number;
  /** Its reason, a RunStopped, ends the run between two trials. */
  readonly signal: AbortSignal;
}

/** Plays in this process. */
export function playHere({ model, factories, concurrency, signal }: PlayHereOptions): TrialPlayer {
  return async function* (left) {
    for await (const trial of playRun(left, model, factories, concurrency)) {
      yield [trial];
      // A signal of the system reaches a process whose loop turns.
      await nextLoop();
      signal.throwIfAborted();
    }
  };
}
