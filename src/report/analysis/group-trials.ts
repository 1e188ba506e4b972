// Looking up the trials of an arm under a variant.

import type { Trial } from '../../domain/run.ts';

/**
 * Looks up the trials of an arm under a variant; grouped once, since a run asks for each pair
 * often.
 */
export function groupTrials(
  trials: readonly Trial[],
): (arm: string, variant: string) => readonly Trial[] {
  const key = (arm: string, variant: string): string => JSON.stringify([arm, variant]);
  const groups = Map.groupBy(trials, ({ arm, variant }) => key(arm, variant));
  return (arm, variant) => groups.get(key(arm, variant)) ?? [];
}
