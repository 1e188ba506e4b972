// The unit of a measured comparison: one session in an arm and the same session in the baseline,
// played next to each other.

import type { RunDefinition, Trial } from '../../domain/run.ts';
import { isVoid, withoutVoid } from '../analysis/counted-trials.ts';

export interface SessionPair {
  readonly scenario: string;
  readonly repeat: number;
  readonly arm: Trial;
  readonly baseline: Trial;
}

export function isCompletePair({ arm, baseline }: SessionPair): boolean {
  return arm.outcome === 'complete' && baseline.outcome === 'complete';
}

/** Which place in the plan a trial was played for. */
function placeOf({ scenario, repeat, variant }: Trial): string {
  return [scenario, repeat, variant].join('\n');
}

/** Every block in which both sessions count; in the order of the baseline's trials. */
export function sessionPairs(
  definition: RunDefinition,
  trials: readonly Trial[],
  arm: string,
): SessionPair[] {
  const counted = withoutVoid(trials);
  const own = new Map(counted.filter((trial) => trial.arm === arm).map((t) => [placeOf(t), t]));
  return counted
    .filter((trial) => trial.arm === definition.baseline)
    .flatMap((baseline) => {
      const found = own.get(placeOf(baseline));
      const { scenario, repeat } = baseline;
      return found === undefined ? [] : [{ scenario, repeat, arm: found, baseline }];
    });
}

/** Places in the plan (scenario, repeat, variant) without a complete pair. */
export interface LostPairs {
  /** Places that were played in either arm. */
  readonly planned: number;
  /** Places without a complete trial of the arm, and of the baseline. */
  readonly arm: number;
  readonly baseline: number;
  /** Both arms lost the same places: what is left is not a choice that an arm made. */
  readonly isSame: boolean;
}

/**
 * Trials that stopped or were excluded and not played again. A pair that one arm lost is missing
 * for a reason that may be the arm's own, so equal counts are not enough.
 */
export function lostPairs(
  definition: RunDefinition,
  trials: readonly Trial[],
  arm: string,
): LostPairs {
  const both = trials.filter((trial) => trial.arm === arm || trial.arm === definition.baseline);
  const places = new Set(both.map(placeOf));
  const lostBy = (name: string): string[] => {
    const complete = new Set(
      both.filter((t) => t.arm === name && t.outcome === 'complete').map(placeOf),
    );
    return [...places].filter((place) => !complete.has(place));
  };
  const own = lostBy(arm);
  const baseline = lostBy(definition.baseline);
  return {
    planned: places.size,
    arm: own.length,
    baseline: baseline.length,
    isSame: own.join('\n\n') === baseline.join('\n\n'),
  };
}

export interface Attrition {
  readonly arm: string;
  readonly played: number;
  readonly complete: number;
  readonly stopped: number;
  /** By reason. */
  readonly voided: Readonly<Record<string, number>>;
}

/** What became of an arm's sessions. */
export function attritionOf(trials: readonly Trial[], arm: string): Attrition {
  const own = trials.filter((trial) => trial.arm === arm);
  const voided: Record<string, number> = {};
  for (const { outcome } of own.filter(isVoid)) {
    const reason = outcome.slice('void:'.length);
    voided[reason] = (voided[reason] ?? 0) + 1;
  }
  return {
    arm,
    played: own.length,
    complete: own.filter(({ outcome }) => outcome === 'complete').length,
    stopped: own.filter(({ outcome }) => outcome === 'stopped').length,
    voided,
  };
}
