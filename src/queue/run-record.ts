// What workers have to know of a run, and what a job says. No credentials: those are the workers'.

import { parseRunDefinition } from '../domain/parse-run.ts';
import type { PriceRecord, RunDefinition } from '../domain/run.ts';
import { HarnessError } from '../lib/harness-error.ts';
import type { SimulatorParameters } from '../profiles/simulator-parameters.ts';
import type { BudgetLimits } from '../runner/budget-ledger.ts';
import type { PlannedTrial } from '../runner/plan.ts';

/** What the trials of a run are played on. */
export type QueuedBackend =
  | { readonly kind: 'simulated'; readonly parameters: SimulatorParameters }
  | {
      readonly kind: 'live';
      readonly limits: BudgetLimits;
      readonly price: PriceRecord | null;
    };

export interface RunRecord {
  readonly definition: RunDefinition;
  readonly backend: QueuedBackend;
}

/** One trial in a job: its plan, with names in the place of what the run's record holds. */
export interface QueuedTrial
  extends Pick<PlannedTrial, 'id' | 'position' | 'repeat' | 'block' | 'cache'> {
  readonly variant: string;
  readonly arm: string;
  /** Name in the hash of scenarios. */
  readonly scenario: string;
}

/** Trials that one worker plays in this order. */
export interface TrialJob {
  readonly run: string;
  readonly fingerprint: string;
  readonly trials: readonly QueuedTrial[];
}

/** Written by another process; of a definition that is checked. Throws for anything else. */
export function parseRunRecord(text: string): RunRecord {
  const { definition, backend } = JSON.parse(text) as RunRecord;
  return { definition: parseRunDefinition(definition), backend };
}

/** One line of what differs between two lists of versions; null: nothing does. */
function differenceOf(
  asked: Readonly<Record<string, string>>,
  own: Readonly<Record<string, string>>,
): string | null {
  const names = Object.keys(asked).filter((name) => asked[name] !== own[name]);
  if (names.length === 0) return null;
  return names.map((name) => `${name} ${own[name] ?? 'unknown'}, not ${asked[name]}`).join('; ');
}

/**
 * Only the versions that a run was defined with give its numbers.
 * @throws HarnessError `configuration`
 */
export function assertVersions(
  { id, versions }: RunDefinition,
  own: Readonly<Record<string, string>>,
): void {
  const difference = differenceOf(versions, own);
  if (difference === null) return;
  throw new HarnessError(
    'configuration',
    `this worker cannot play the run \`${id}\`: it has ${difference}`,
    'Start a worker of the versions that the run was asked for with',
  );
}
