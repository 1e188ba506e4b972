// Arms that cannot be compared: a cheap trial is not a saving when it did not take place.
import type { RunDefinition } from '../../domain/run.ts';
import { type ArmNumbers, numbersOf } from './arm-numbers.ts';

/** Below this share of the baseline's visible content, the arm sent another conversation. */
const visibleShareMin = 0.5;

export interface InvalidArm {
  readonly arm: string;
  /** What is wrong, as the rest of a sentence about the arm. */
  readonly problem: string;
}

function problemOf(own: ArmNumbers, baseline: ArmNumbers, isScripted: boolean): string | null {
  if (own.trials === 0) return null;
  if (own.stopped === own.trials) return `could not finish any of ${own.trials} trials`;
  if (own.unreached > 0) {
    return `finished ${own.unreached} of ${own.trials} trials without a call that reached the backend`;
  }
  const least = visibleShareMin * baseline.meanDecomposition.visible;
  // A real model may go another way; the simulator's conversation is the same in every arm.
  if (
    isScripted &&
    own.stopped === 0 &&
    baseline.stopped === 0 &&
    own.meanDecomposition.visible < least
  ) {
    return 'sent less than half of what the baseline sent: the conversation is not the same';
  }
  return null;
}

/** In the order of the run; empty: every arm can be compared. */
export function findInvalidArms(
  { baseline, label }: Pick<RunDefinition, 'baseline' | 'label'>,
  arms: readonly ArmNumbers[],
): InvalidArm[] {
  const base = numbersOf(arms, baseline);
  return arms.flatMap((own) => {
    const problem = problemOf(own, base, label === 'simulated');
    return problem === null ? [] : [{ arm: own.arm, problem }];
  });
}
