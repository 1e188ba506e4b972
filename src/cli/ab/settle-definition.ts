// What is played under a name that the database may know already.

import type { RunDefinition, RunStore } from '../../domain/run.ts';
import { HarnessError } from '../../lib/harness-error.ts';

export interface SettleOptions {
  readonly resume: boolean;
  /** A part of a run continues with what is saved of it. */
  readonly isShard: boolean;
}

/**
 * The definition to play: of a run that is taken up again the saved one.
 * @throws HarnessError `usage` for a name that is taken, and for a measured run that would be lost
 */
export function settleDefinition(
  store: RunStore,
  definition: RunDefinition,
  { resume, isShard }: SettleOptions,
): RunDefinition {
  const earlier = store.readDefinition(definition.id);
  if (earlier === undefined) return definition;
  if (earlier.fingerprint !== definition.fingerprint) {
    throw new HarnessError(
      'usage',
      `the run \`${definition.id}\` is in the database with other options`,
      'Choose another name with --run',
    );
  }
  if (resume || isShard) return earlier;
  if (definition.label === 'measured') {
    throw new HarnessError(
      'usage',
      `the run \`${definition.id}\` is in the database, and what was measured is not thrown away`,
      'Continue with it by --resume, or make another with --run NAME',
    );
  }
  return definition;
}
