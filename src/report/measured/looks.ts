// Which of its planned looks a measured run has reached. A verdict is given at planned looks only,
// from the repeats that belong to them, so that looking twice gives the same answer and costs
// nothing.

import type { RunDefinition, Trial } from '../../domain/run.ts';
import { equalLooks } from '../../stats/alpha-spending.ts';
import { withoutVoid } from '../analysis/counted-trials.ts';

/** Error that all looks together may make. */
const alpha = 0.05;
/** Of both one-sided tests of equivalence together. */
const equivalenceAlpha = 0.1;

export interface ReachedLook {
  /** 1-based. */
  readonly number: number;
  readonly of: number;
  /** Repeats that belong to it; later ones are not looked at. */
  readonly repeats: number;
  /** Level of intervals at this look: 95% where there is only one. */
  readonly level: number;
  /** Level of the interval that must lie inside the tolerance: 90% where there is only one. */
  readonly equivalenceLevel: number;
}

export interface PlannedLook {
  readonly repeats: number;
  /** A test at this look rejects below this p. */
  readonly alpha: number;
}

/** The looks of a run, the last after all repeats. */
export function plannedLooks(repeats: number, looks: number): PlannedLook[] {
  return equalLooks(looks, alpha).map((look, index) => ({
    repeats: Math.floor((repeats * (index + 1)) / looks),
    alpha: look.alpha,
  }));
}

/** Repeats of which every trial counts: blocks are played repeat by repeat. */
function completeRepeats(definition: RunDefinition, trials: readonly Trial[]): number {
  const { scenarios, variants, arms, repeats } = definition;
  const perRepeat = scenarios.length * variants.length * arms.length;
  // An excluded trial is played again, for the same place in the plan; until then it is not played.
  const played = Array.from({ length: repeats }, () => new Set<string>());
  for (const { repeat, scenario, variant, arm } of withoutVoid(trials)) {
    played[repeat]?.add([scenario, variant, arm].join('\n'));
  }
  const first = played.findIndex(({ size }) => size < perRepeat);
  return first === -1 ? repeats : first;
}

function reachedLook(definition: RunDefinition, trials: readonly Trial[]): ReachedLook | null {
  const of = definition.looks ?? 1;
  const complete = completeRepeats(definition, trials);
  const planned = plannedLooks(definition.repeats, of);
  const index = planned.findLastIndex(({ repeats }) => repeats <= complete);
  const look = planned[index];
  if (look === undefined || look.repeats === 0) return null;
  return {
    number: index + 1,
    of,
    repeats: look.repeats,
    level: 1 - look.alpha,
    equivalenceLevel: 1 - (equalLooks(of, equivalenceAlpha)[index]?.alpha ?? equivalenceAlpha),
  };
}

/** The reached look, with the trials that it may look at. */
export interface Looked {
  /** null: no planned look has been reached, and nothing may be said yet. */
  readonly look: ReachedLook | null;
  /** All of them before any look, as a description without a verdict. */
  readonly trials: readonly Trial[];
}

export function lookAt(definition: RunDefinition, trials: readonly Trial[]): Looked {
  const look = reachedLook(definition, trials);
  return {
    look,
    trials: look === null ? trials : trials.filter(({ repeat }) => repeat < look.repeats),
  };
}
