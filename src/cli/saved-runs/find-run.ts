// The run that the user names.
import type { RunDefinition, RunStore } from '../../domain/run.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { nearestWord } from '../../lib/nearest-word.ts';

/** Runs that an error message lists. */
const listedRunsMax = 5;

/** @throws HarnessError `not-found`, with the nearest name */
export function findRun(store: RunStore, id: string): RunDefinition {
  const definition = store.readDefinition(id);
  if (definition !== undefined) return definition;
  const ids = store.list().map((run) => run.id);
  const nearest = nearestWord(id, ids);
  throw new HarnessError(
    'not-found',
    `there is no run \`${id}\` in the database`,
    nearest
      ? `Did you mean \`${nearest}\`?`
      : ids.length === 0
        ? 'turntape ab makes one'
        : `The newest are ${ids.slice(0, listedRunsMax).join(', ')}`,
  );
}
