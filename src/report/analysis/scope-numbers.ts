// The numbers of a set of trials, the whole run or one scenario: every arm under every variant, and
// the arms against the baseline.

import type { RunDefinition, Trial } from '../../domain/run.ts';
import { type ArmNumbers, countArm } from './arm-numbers.ts';
import { type ArmComparison, compareArms } from './compare-arms.ts';
import { comparableTrials } from './counted-trials.ts';
import { groupTrials } from './group-trials.ts';
import { countVariants, type VariantNumbers } from './variant-numbers.ts';

export interface ScopeNumbers {
  /** In the order of the run: the first one is the base. */
  readonly variants: readonly VariantNumbers[];
  /** Every arm over all variants, in the order of the run. */
  readonly arms: readonly ArmNumbers[];
  /** Every arm but the baseline, in the order of the run. */
  readonly comparisons: readonly ArmComparison[];
}

/** @param trials that count */
export function countScope(definition: RunDefinition, trials: readonly Trial[]): ScopeNumbers {
  const comparable = comparableTrials(trials);
  const variants = countVariants(definition, groupTrials(trials), groupTrials(comparable));
  const [byArm, compared] = [trials, comparable].map((some) => Map.groupBy(some, ({ arm }) => arm));
  const arms = definition.arms.map(({ name }) =>
    countArm(name, byArm?.get(name) ?? [], definition, compared?.get(name) ?? []),
  );
  return { variants, arms, comparisons: compareArms(definition, variants, arms) };
}

/** The numbers that stand for the run: those of its first variant. */
export function baseNumbers({ variants }: ScopeNumbers): readonly ArmNumbers[] {
  return variants[0]?.arms ?? [];
}

/** The variants that stand side by side in tables and charts. */
export function shownNumbers({ variants }: ScopeNumbers): readonly VariantNumbers[] {
  return variants.filter(({ isShown }) => isShown);
}
