// Everything that is counted over the trials of one arm. A run asks for it per variant and per
// scenario, once each (scope-numbers.ts); nothing else computes a metric for a report.

import type { RunDefinition, Trial } from '../../domain/run.ts';
import { metrics } from '../metrics/registry.ts';
import { type Decomposition, decompose, meanDecomposition } from './decompose.ts';
import { type ErrorClass, errorClasses } from './error-classes.ts';
import { countRefusals, type Refusals } from './refusals.ts';

/** By the name of the metric, in its unit; null: cannot be computed from these trials. */
export type MetricValues = Readonly<Record<string, number | null>>;

export interface ArmNumbers {
  readonly arm: string;
  readonly trials: number;
  /** Trials that could not continue. */
  readonly stopped: number;
  /** Trials that are complete although no request reached the backend. */
  readonly unreached: number;
  /** The error that ended the first of these; null: none was stopped, or it has no error. */
  readonly stopError: string | null;
  /** Retries among them. */
  readonly requests: number;
  /** Requests that were refused with 400, retries among them. */
  readonly refused: number;
  readonly refusals: Refusals;
  readonly errors: readonly ErrorClass[];
  /** Trials whose tokens, cost and times are in `totals` and `means`. */
  readonly compared: number;
  /** Over the compared trials; what counts requests and events is over all. */
  readonly totals: MetricValues;
  /**
   * Of the mean trial, so that repeats do not add up: ratios and percentiles are as in `totals`.
   */
  readonly means: MetricValues;
  readonly decomposition: Decomposition;
  readonly meanDecomposition: Decomposition;
  /** Losses of the translation by feature. */
  readonly losses: Readonly<Record<string, number>>;
}

function countLosses(trials: readonly Trial[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { losses } of trials.flatMap(({ turns }) => turns)) {
    for (const [feature, count] of Object.entries(losses)) {
      counts[feature] = (counts[feature] ?? 0) + count;
    }
  }
  return counts;
}

/**
 * @param trials of this arm alone
 * @param comparable those of them whose totals can be compared
 */
export function countArm(
  arm: string,
  trials: readonly Trial[],
  { price }: Pick<RunDefinition, 'price'>,
  comparable: readonly Trial[] = trials,
): ArmNumbers {
  const turns = trials.flatMap((trial) => trial.turns);
  const stopped = trials.filter(({ outcome }) => outcome === 'stopped');
  const totals = metrics.map((metric) => {
    // That a trial stopped is counted; what it would have needed until its end is not known.
    const own = metric.unit === 'requests' || metric.unit === 'count' ? trials : comparable;
    const ownTurns = own === trials ? turns : own.flatMap((trial) => trial.turns);
    const value = metric.compute({ turns: ownTurns, sessions: own.length, price });
    return { metric, value, sessions: own.length };
  });
  const decomposition = decompose(comparable);
  return {
    arm,
    trials: trials.length,
    stopped: stopped.length,
    unreached: trials.filter(
      ({ outcome, turns: own }) => outcome === 'complete' && own.length === 0,
    ).length,
    stopError: stopped[0]?.turns.at(-1)?.error ?? null,
    requests: turns.length,
    refused: turns.filter(({ status }) => status === 400).length,
    refusals: countRefusals(trials),
    errors: errorClasses(trials),
    compared: comparable.length,
    totals: Object.fromEntries(totals.map(({ metric, value }) => [metric.name, value])),
    means: Object.fromEntries(
      totals.map(({ metric, value, sessions }) => [
        metric.name,
        value === null || !metric.isTotal || sessions === 0 ? value : value / sessions,
      ]),
    ),
    decomposition,
    meanDecomposition: meanDecomposition(decomposition, comparable.length),
    losses: countLosses(trials),
  };
}

/** @throws TypeError for an arm that the run does not have */
export function numbersOf(arms: readonly ArmNumbers[], name: string): ArmNumbers {
  const found = arms.find(({ arm }) => arm === name);
  if (found === undefined) throw new TypeError(`no arm ${name}`);
  return found;
}
