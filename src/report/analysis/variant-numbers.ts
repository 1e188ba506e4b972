// Every arm under every variant of the run: the cells that tables, charts and comparisons are made
// of.

import type { RunDefinition, Trial, Variant } from '../../domain/run.ts';
import { shortName, shownVariants } from '../variants.ts';
import { type ArmNumbers, countArm } from './arm-numbers.ts';

export interface VariantNumbers {
  readonly variant: Variant;
  /** Its values of what stands side by side. */
  readonly label: string;
  /** False: it only widens the range. */
  readonly isShown: boolean;
  /** In the order of the run. */
  readonly arms: readonly ArmNumbers[];
}

/**
 * In the order of the run: the first one is the base.
 * @param comparableOf of `trialsOf` those whose totals can be compared
 */
export function countVariants(
  definition: RunDefinition,
  trialsOf: (arm: string, variant: string) => readonly Trial[],
  comparableOf: (arm: string, variant: string) => readonly Trial[],
): VariantNumbers[] {
  const shown = new Set(shownVariants(definition));
  return definition.variants.map((variant) => ({
    variant,
    label: shortName(definition, variant),
    isShown: shown.has(variant),
    arms: definition.arms.map(({ name }) =>
      countArm(name, trialsOf(name, variant.name), definition, comparableOf(name, variant.name)),
    ),
  }));
}
