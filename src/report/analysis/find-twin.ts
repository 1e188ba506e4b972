// Arms whose requests were all billed and refused alike: the report says so once, and shows no
// numbers of the later one.

import type { RunDefinition, Trial } from '../../domain/run.ts';
import { sha256 } from '../../lib/sha256.ts';

/** Hash of what an arm's trials were billed and refused: all but their modelled times. */
function billedNumbers(trials: readonly Trial[], arm: string): string {
  const billed = trials
    .filter((trial) => trial.arm === arm)
    .map(({ scenario, repeat, variant, outcome, turns }) => ({
      key: `${scenario}\n${repeat}\n${variant}`,
      outcome,
      turns: turns.map(({ usage, reasoning, status, attempt }) => [
        usage,
        reasoning.countedTokens,
        status,
        attempt,
      ]),
    }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  return sha256(JSON.stringify(billed));
}

/**
 * For every arm the first arm of the run whose every request has the same numbers; null: none
 * before it has.
 */
export function findTwins(
  { arms }: Pick<RunDefinition, 'arms'>,
  trials: readonly Trial[],
): ReadonlyMap<string, string | null> {
  const firstWith = new Map<string, string>();
  const twins = new Map<string, string | null>();
  for (const { name } of arms) {
    const billed = billedNumbers(trials, name);
    twins.set(name, firstWith.get(billed) ?? null);
    if (!firstWith.has(billed)) firstWith.set(billed, name);
  }
  return twins;
}
