import type { Trial } from '../domain/run.ts';
import type { PlannedTrial } from './plan.ts';
import { playTrial, type TrialFactories } from './trial.ts';

/**
 * Plays the trials in order and hands out each one as soon as it is over, so that the caller can save
 * it: a run that is stopped keeps what it has.
 */
export async function* playRun(
  plan: readonly PlannedTrial[],
  model: string,
  factories: TrialFactories,
): AsyncGenerator<Trial> {
  for (const planned of plan) yield await playTrial(planned, model, factories);
}
