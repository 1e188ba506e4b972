// Every request of a scenario's first repeat, with what was counted of it.

import type { RunDefinition, Trial, TurnRecord } from '../../domain/run.ts';
import { baseVariant } from '../variants.ts';
import { groupTrials } from './group-trials.ts';

export interface RequestNumbers {
  /** 0-based user turn and step of the scenario. */
  readonly userTurn: number;
  readonly step: number;
  /** HTTP status of a request that failed (0: no response at all); null: it did not. */
  readonly failedWith: number | null;
  /** In tokens; null: the backend sent no usage. */
  readonly input: number | null;
  readonly cached: number | null;
  readonly uncached: number | null;
  /** Replayed reasoning in the prompt, in tokens. */
  readonly reasoning: number;
}

/** Of one arm: the requests of its first repeat, in the order of sending. */
export interface RequestRows {
  readonly arm: string;
  readonly requests: readonly RequestNumbers[];
}

function numbersOfTurn({ userTurn, step, error, status, usage, reasoning }: TurnRecord) {
  return {
    userTurn,
    step,
    failedWith: error === null ? null : status,
    input: usage?.inputTokens ?? null,
    cached: usage?.cachedTokens ?? null,
    uncached: usage === null ? null : usage.inputTokens - usage.cachedTokens,
    reasoning: reasoning.countedTokens,
  };
}

/**
 * Under the base variant, in the order of the run.
 * @param trials of one scenario
 */
export function requestRows(definition: RunDefinition, trials: readonly Trial[]): RequestRows[] {
  const trialsOf = groupTrials(trials);
  const { name: variant } = baseVariant(definition);
  return definition.arms.map(({ name: arm }) => {
    const first = trialsOf(arm, variant).find(({ repeat }) => repeat === 0);
    return { arm, requests: (first?.turns ?? []).map(numbersOfTurn) };
  });
}
