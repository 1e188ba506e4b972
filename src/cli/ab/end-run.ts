// What `ab` says at the end of a run, whole or not, and its exit code.

import type { RunDefinition } from '../../domain/run.ts';
import { plural } from '../../lib/plural.ts';
import type { RunStopped } from '../../runner/run-stopped.ts';
import type { PlayedRunStore } from '../../store/played-runs.ts';
import type { CommandContext } from '../command.ts';
import type { FinishFlags } from '../saved-runs/finish-flags.ts';
import { finishRun } from '../saved-runs/finish-run.ts';
import type { AbFlags } from './ab-flags.ts';
import { renderResume } from './render-command.ts';

/** Exit codes of a run that did not come to its end. */
const stopCodes = { interrupted: 130, budget: 3, 'no-answers': 3 } as const;

/**
 * @param stop why the run ended early; null: it did not
 * @returns the exit code
 */
export async function endRun(
  definition: RunDefinition,
  stop: RunStopped | null,
  store: PlayedRunStore,
  flags: FinishFlags & Pick<AbFlags, 'queue' | 'shard'>,
  { terminal, flags: { db, json } }: CommandContext,
): Promise<number> {
  const trials = store.readTrials(definition.id);
  if (stop !== null) {
    terminal.error(
      `stopped: ${stop.message}; kept: ${plural(trials.length, 'trial')}. ` +
        `Continue: ${renderResume(definition, flags, db)}`,
    );
  }
  if (store.isReplacing(definition.id)) {
    terminal.error(
      `the run \`${definition.id}\` that was saved before is as it was, and is replaced when ` +
        `this one is whole${stop === null ? `: ${renderResume(definition, flags, db)}` : ''}`,
    );
  }
  if (trials.length === 0) {
    if (stop !== null) return stopCodes[stop.reason];
    terminal.note('no trial of this run falls to this part');
    return 0;
  }
  if (stop?.reason === 'interrupted') return stopCodes.interrupted;
  const context = { store, db, terminal, json, isPrinted: true };
  const code = await finishRun(definition, trials, flags, context);
  return stop === null ? code : stopCodes[stop.reason];
}
