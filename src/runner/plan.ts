// Scenarios x repeats x variants x arms -> the trials in the order of playing. The arms of a block
// are next to each other, in an order that is counter-balanced over the blocks.

import type { Arm, Trial, Variant } from '../domain/run.ts';
import { createSeededRandom } from '../lib/seeded-random.ts';
import { sha256 } from '../lib/sha256.ts';
import type { Scenario } from '../scenarios/scenario.ts';

export interface PlannedTrial {
  readonly id: string;
  readonly position: number;
  readonly scenario: Scenario;
  readonly repeat: number;
  readonly variant: Variant;
  readonly arm: Arm;
  /** Names the block: equal for all arms and variants of one (scenario, repeat). */
  readonly block: string;
  /** `warm`: played once before, unmeasured. */
  readonly cache: 'cold' | 'warm';
}

export interface PlanInput {
  readonly run: string;
  readonly seed: string;
  readonly scenarios: readonly Scenario[];
  readonly repeats: number;
  readonly variants: readonly Variant[];
  readonly arms: readonly Arm[];
  /** Absent: cold. */
  readonly cache?: 'warm';
}

/** The same trial has the same id in every run of its name; after a void attempt, another one. */
function trialId(run: string, trial: Omit<PlannedTrial, 'id'>, attempt: number): string {
  const { scenario, repeat, variant, arm } = trial;
  const parts = [run, scenario.name, repeat, variant.name, arm.name];
  const identity = attempt === 1 ? parts : [...parts, attempt];
  return `t_${sha256(identity.join('\n')).slice(0, 20)}`;
}

/** Later attempts come after the whole plan, however long it is. */
const attemptStride = 1e9;

/**
 * What of a plan is still to be played: trials that are not saved, and those whose saved attempts
 * are all void, as another attempt.
 */
export function leftToPlay(
  run: string,
  plan: readonly PlannedTrial[],
  saved: readonly Pick<Trial, 'id' | 'outcome'>[],
): PlannedTrial[] {
  const outcomes = new Map(saved.map(({ id, outcome }) => [id, outcome]));
  return plan.flatMap((trial) => {
    for (let attempt = 1; ; attempt++) {
      const id = trialId(run, trial, attempt);
      const outcome = outcomes.get(id);
      const position = trial.position + (attempt - 1) * attemptStride;
      if (outcome === undefined) return [{ ...trial, id, position }];
      if (!outcome.startsWith('void:')) return [];
    }
  });
}

/**
 * Order of the arms in block `index`: each full round of blocks gives every arm every position
 * once, and every other round runs backwards (two arms: AB BA BA AB), so that a drift over time
 * cancels.
 */
function orderOf(arms: readonly Arm[], start: number, index: number): readonly Arm[] {
  const rotation = (start + index) % arms.length;
  const rotated = [...arms.slice(rotation), ...arms.slice(0, rotation)];
  return Math.floor(index / arms.length) % 2 === 0 ? rotated : rotated.reverse();
}

/** The same input gives the same plan. */
export function planRun(input: PlanInput): PlannedTrial[] {
  const start = createSeededRandom(`${input.seed}/order`).integer(input.arms.length);
  const trials: PlannedTrial[] = [];
  for (let repeat = 0; repeat < input.repeats; repeat++) {
    for (const [index, scenario] of input.scenarios.entries()) {
      const block = `${input.seed}/${scenario.name}/${repeat}`;
      // Balanced over the scenarios of a repeat, and over the repeats of a scenario.
      const arms = orderOf(input.arms, start, index + repeat);
      for (const variant of input.variants) {
        for (const arm of arms) {
          const trial: Omit<PlannedTrial, 'id'> = {
            scenario,
            repeat,
            variant,
            arm,
            block,
            position: trials.length,
            cache: input.cache ?? 'cold',
          };
          trials.push({ ...trial, id: trialId(input.run, trial, 1) });
        }
      }
    }
  }
  return trials;
}

/** Part `index` (1-based) of `count`. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** The blocks of a plan that fall to one machine, whole, so that arms meet the same machine. */
export function shardOf(plan: readonly PlannedTrial[], { index, count }: Shard): PlannedTrial[] {
  const blocks = new Map<string, number>();
  return plan.filter(({ block }) => {
    const number = blocks.get(block) ?? blocks.size;
    blocks.set(block, number);
    return number % count === index - 1;
  });
}
