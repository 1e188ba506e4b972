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

/** Every block in which both sessions count; in the order of the baseline's trials. */
export function sessionPairs(
  definition: RunDefinition,
  trials: readonly Trial[],
  arm: string,
): SessionPair[] {
  const key = ({ scenario, repeat, variant }: Trial): string =>
    [scenario, repeat, variant].join('\n');
  const counted = withoutVoid(trials);
  const own = new Map(counted.filter((trial) => trial.arm === arm).map((t) => [key(t), t]));
  return counted
    .filter((trial) => trial.arm === definition.baseline)
    .flatMap((baseline) => {
      const found = own.get(key(baseline));
      const { scenario, repeat } = baseline;
      return found === undefined ? [] : [{ scenario, repeat, arm: found, baseline }];
    });
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
