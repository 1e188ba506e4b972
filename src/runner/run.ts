// Plays the trials of a run, block after block.
import type { PlayedTurn, Trial } from '../domain/run.ts';
import type { PlannedTrial } from './plan.ts';
import { RunStopped } from './run-stopped.ts';
import { type PlayedTrial, playTrial, type TrialFactories } from './trial.ts';
import { isEndOfRun } from './trial-outcome.ts';

/** The trials of each block, in order. */
function blocksOf(plan: readonly PlannedTrial[]): PlannedTrial[][] {
  const blocks = new Map<string, PlannedTrial[]>();
  for (const trial of plan) {
    blocks.set(trial.block, [...(blocks.get(trial.block) ?? []), trial]);
  }
  return [...blocks.values()];
}

/**
 * Plays the trials and hands out each one as soon as it is over, so that the caller can save it: a
 * run that is stopped keeps what it has. Blocks are played `concurrency` at a time; inside a block
 * one trial follows the other, so that the order of the arms means something, and a session never
 * shares time with itself. With a concurrency of 1 the order is that of the plan.
 */
export async function* playRun(
  plan: readonly PlannedTrial[],
  model: string,
  factories: TrialFactories,
  concurrency = 1,
): AsyncGenerator<Trial<PlayedTurn>> {
  const waiting = blocksOf(plan);
  const failures: unknown[] = [];
  const playing = new Map<number, Promise<Finished>>();
  const start = (worker: number, block: readonly PlannedTrial[]): void => {
    const [next, ...rest] = block.length > 0 ? block : (waiting.shift() ?? []);
    if (next === undefined || failures.length > 0) return;
    const over = { worker, rest };
    playing.set(
      worker,
      playTrial(next, model, factories).then(
        (played) => ({ ...over, ...played }),
        (failure: unknown) => ({ ...over, failure }),
      ),
    );
  };
  for (let worker = 0; worker < concurrency; worker++) start(worker, []);
  while (playing.size > 0) {
    const finished = await Promise.race(playing.values());
    playing.delete(finished.worker);
    if ('failure' in finished) failures.push(finished.failure);
    else {
      yield finished.trial;
      if (finished.defect !== undefined) failures.push(finished.defect);
      if (isEndOfRun(finished.trial.outcome)) {
        const error = finished.trial.turns.at(-1)?.error ?? 'no answer';
        failures.push(new RunStopped('no-answers', `the backend stopped answering: ${error}`));
      }
    }
    start(finished.worker, finished.rest);
  }
  // What the others had begun is over and handed out by now.
  if (failures.length > 0) throw failures[0];
}

type Finished = { readonly worker: number; readonly rest: readonly PlannedTrial[] } & (
  | PlayedTrial
  | { readonly failure: unknown }
);
