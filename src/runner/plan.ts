// Scenarios x repeats x variants x arms -> the trials in the order of playing. The arms of a block
// stand next to each other, in an order that is counter-balanced over the blocks.

import type { Arm, Variant } from '../domain/run.ts';
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
}

export interface PlanInput {
  readonly run: string;
  readonly seed: string;
  readonly scenarios: readonly Scenario[];
  readonly repeats: number;
  readonly variants: readonly Variant[];
  readonly arms: readonly Arm[];
}

/**
 * Order of the arms in block `index`: each full round of blocks gives every arm every position once,
 * and every other round runs backwards (two arms: AB BA BA AB), so that a drift over time cancels.
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
  let blocks = 0;
  for (let repeat = 0; repeat < input.repeats; repeat++) {
    for (const scenario of input.scenarios) {
      const block = `${input.seed}/${scenario.name}/${repeat}`;
      const arms = orderOf(input.arms, start, blocks++);
      for (const variant of input.variants) {
        for (const arm of arms) {
          const identity = [input.run, scenario.name, repeat, variant.name, arm.name].join('\n');
          trials.push({
            id: `t_${sha256(identity).slice(0, 20)}`,
            position: trials.length,
            ...{ scenario, repeat, variant, arm, block },
          });
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
