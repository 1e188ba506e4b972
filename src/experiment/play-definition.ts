// Plays what a definition plans, or what is left of it, and saves each trial as soon as it is over.

import type { RunDefinition, RunStore, Trial } from '../domain/run.ts';
import { leftToPlay, type PlannedTrial, planRun, type Shard, shardOf } from '../runner/plan.ts';
import { RunStopped } from '../runner/run-stopped.ts';
import type { TrialPlayer } from '../runner/trial-player.ts';
import type { Scenario } from '../scenarios/scenario.ts';

/** Who watches a run while it is played. */
export interface PlayObserver {
  /**
   * Called once, before the first trial. @param played of the `planned` trials, those saved before
   */
  begin(planned: number, played: number): void;
  /** A trial is over and saved. @param blockEnds the next trial belongs to another block */
  trialPlayed(trial: Trial, blockEnds: boolean): void;
}

export interface PlayOptions {
  readonly definition: RunDefinition;
  readonly scenarios: readonly Scenario[];
  readonly store: RunStore;
  readonly play: TrialPlayer;
  readonly observer: PlayObserver;
  /** Keeps what is saved of this run and plays the rest. */
  readonly resume: boolean;
  readonly shard: Shard | null;
}

function endsBlock(trial: PlannedTrial, next: PlannedTrial | undefined): boolean {
  return next?.block !== trial.block;
}

/**
 * Trials do not depend on one another, so a run that is taken up again gives the same result.
 * @returns why it ended early; null: it did not
 */
export async function playDefinition(options: PlayOptions): Promise<RunStopped | null> {
  const { definition, scenarios, store, play, observer, shard } = options;
  const whole = planRun({ ...definition, run: definition.id, scenarios });
  const keeps = options.resume || shard !== null;
  const earlier = store.readDefinition(definition.id);
  if (!keeps || earlier === undefined) store.begin(definition);
  const mine = shard === null ? whole : shardOf(whole, shard);
  const left = leftToPlay(definition.id, mine, store.listTrials(definition.id));
  observer.begin(mine.length, mine.length - left.length);
  const indices = new Map(left.map(({ id }, index) => [id, index]));
  let stop: RunStopped | null = null;
  try {
    for await (const trials of play(left)) {
      store.saveTrials(definition.id, trials);
      for (const trial of trials) {
        const index = indices.get(trial.id) ?? left.length;
        const planned = left[index];
        observer.trialPlayed(trial, planned === undefined || endsBlock(planned, left[index + 1]));
      }
    }
  } catch (error) {
    if (!(error instanceof RunStopped)) throw error;
    stop = error;
  }
  const saved = store.listTrials(definition.id);
  if (leftToPlay(definition.id, whole, saved).length === 0) store.finish(definition.id);
  return stop;
}
