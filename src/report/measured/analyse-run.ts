// A measured run: every arm against the baseline, the noise floor, and the threats to validity. For
// simulated runs see analysis/compare-arms.ts.

import type { RunDefinition, Trial } from '../../domain/run.ts';
import { type ArmNumbers, countArm } from '../analysis/arm-numbers.ts';
import { withoutVoid } from '../analysis/counted-trials.ts';
import { plannedTrials } from '../variants.ts';
import { type ArmMeasurement, analyseArm } from './analyse-arm.ts';
import { describeTail, type TailDescription } from './describe-tail.ts';
import { findWarnings } from './find-warnings.ts';
import { type JudgedArm, judgeArms } from './judge-arms.ts';
import { lookAt } from './looks.ts';
import { aaArmOf, type NoiseFloor, noiseFloorOf } from './noise-floor.ts';
import type { Warning } from './warning.ts';

export interface ArmAnalysis extends JudgedArm {
  readonly warnings: readonly Warning[];
}

/** An arm by itself, over the trials that the reached look may look at. */
export interface ArmLevel {
  readonly numbers: ArmNumbers;
  /** null: too few requests. */
  readonly tail: TailDescription | null;
}

export interface MeasuredRun {
  /** From the run's own A/A arm, else from an earlier run; null: there is none. */
  readonly noise: NoiseFloor | null;
  /** Every arm but the baseline, in the order of the run. */
  readonly arms: readonly ArmAnalysis[];
  /** Every arm, in the order of the run. */
  readonly levels: readonly ArmLevel[];
}

export interface MeasuredOptions {
  /** Relative difference considered negligible. */
  readonly tolerance?: number;
  /** From the newest A/A run of the same backend and model; null: there is none. */
  readonly noise: NoiseFloor | null;
}

/** null: the arm is too small a sample. */
function floorFrom(run: string, { analyses, clusters }: ArmMeasurement): NoiseFloor | null {
  return clusters < 2 ? null : noiseFloorOf(run, analyses);
}

/** What another run's A/A arm says about noise; null when it has none. */
export function readNoiseFloor(
  definition: RunDefinition,
  trials: readonly Trial[],
): NoiseFloor | null {
  const arm = aaArmOf(definition);
  if (arm === undefined) return null;
  return floorFrom(definition.id, analyseArm(definition, lookAt(definition, trials), arm));
}

/** @param trials that count, and that may be looked at */
function levelsOf(definition: RunDefinition, trials: readonly Trial[]): ArmLevel[] {
  return definition.arms.map(({ name }) => {
    const own = trials.filter(({ arm }) => arm === name);
    return {
      numbers: countArm(name, own, definition),
      tail: describeTail(own, definition.seed),
    };
  });
}

/** @param trials all that were played, excluded ones among them */
export function analyseRun(
  definition: RunDefinition,
  trials: readonly Trial[],
  options: MeasuredOptions,
): MeasuredRun {
  const looked = lookAt(definition, trials);
  const results = definition.arms
    .filter(({ name }) => name !== definition.baseline)
    .map(({ name }) => analyseArm(definition, looked, name, options.tolerance));
  const aa = results.find(({ arm }) => arm === aaArmOf(definition));
  const noise = (aa && floorFrom(definition.id, aa)) ?? options.noise;
  const played = {
    planned: plannedTrials(definition),
    all: trials.length,
    counted: withoutVoid(trials).length,
    hasPrice: definition.price !== null,
  };
  return {
    noise,
    arms: judgeArms(results, definition).map((found) => ({
      ...found,
      warnings: findWarnings(found, played, noise),
    })),
    levels: levelsOf(definition, withoutVoid(looked.trials)),
  };
}
