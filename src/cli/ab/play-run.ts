// Plays what a definition plans, or what is left of it, and saves each trial as soon as it is over.

import type { RunDefinition, RunStore } from '../../domain/run.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { leftToPlay, type PlannedTrial, planRun, type Shard, shardOf } from '../../runner/plan.ts';
import { playRun } from '../../runner/run.ts';
import { RunStopped } from '../../runner/run-stopped.ts';
import type { TrialFactories } from '../../runner/trial.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import type { Terminal } from '../../terminal/console.ts';
import { createProgress } from './progress.ts';

/** More machines than this would wait for one another longer than they play. */
const shardsMax = 256;

/** `2/3` -> part 2 of 3. @throws HarnessError `usage` */
export function parseShard(text: string): Shard {
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (shard.index >= 1 && shard.index <= shard.count && shard.count <= shardsMax) return shard;
  throw new HarnessError(
    'usage',
    `--shard ${text} is not a part of a run`,
    `Write --shard 1/3 for the first of three, at most ${shardsMax}`,
  );
}

export interface PlayOptions {
  readonly definition: RunDefinition;
  readonly scenarios: readonly Scenario[];
  readonly store: RunStore;
  readonly factories: TrialFactories;
  readonly terminal: Terminal;
  /** Keeps what is saved of this run and plays the rest. */
  readonly resume: boolean;
  readonly shard: Shard | null;
  /** Blocks that are played at a time. */
  readonly concurrency: number;
  readonly nowMs: () => number;
}

function endsBlock(trial: PlannedTrial, next: PlannedTrial | undefined): boolean {
  return next?.block !== trial.block;
}

/**
 * Trials do not depend on one another, so a run that is taken up again gives the same result.
 * @returns why it ended early; null: it did not
 */
export async function playDefinition(options: PlayOptions): Promise<RunStopped | null> {
  const { definition, scenarios, store, factories, terminal, shard } = options;
  const whole = planRun({ ...definition, run: definition.id, scenarios });
  const keeps = options.resume || shard !== null;
  const earlier = store.readDefinition(definition.id);
  if (!keeps || earlier === undefined) store.begin(definition);
  const mine = shard === null ? whole : shardOf(whole, shard);
  const left = leftToPlay(definition.id, mine, store.listTrials(definition.id));
  const played = mine.length - left.length;
  if (played > 0) terminal.note(`${played} of ${mine.length} sessions were played before`);
  const progress = createProgress(definition, mine.length, played, terminal, options.nowMs);
  let stop: RunStopped | null = null;
  try {
    for await (const trial of playRun(left, definition.model, factories, options.concurrency)) {
      store.saveTrial(definition.id, trial);
      if (definition.backend !== 'sim' && trial.outcome === 'stopped') {
        const reason =
          trial.turns.at(-1)?.error ?? 'a tool that the script does not know was called';
        terminal.note(`${trial.scenario} (${trial.arm}) could not go on: ${reason}`);
      }
      const index = left.findIndex(({ id }) => id === trial.id);
      const planned = left[index];
      progress.note(trial, planned === undefined || endsBlock(planned, left[index + 1]));
    }
  } catch (error) {
    if (!(error instanceof RunStopped)) throw error;
    stop = error;
  }
  const saved = store.listTrials(definition.id);
  if (leftToPlay(definition.id, whole, saved).length === 0) store.finish(definition.id);
  return stop;
}
