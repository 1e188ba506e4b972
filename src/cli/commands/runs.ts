// `turntape runs`: the saved runs of `ab`, and what they take.
import type { RunStore } from '../../domain/run.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { plural } from '../../lib/plural.ts';
import { createPlayedRunStore } from '../../store/played-runs.ts';
import { readDatabase } from '../../store/read-database.ts';
import { createRunStore } from '../../store/runs.ts';
import { writeDatabase } from '../../store/write-database.ts';
import { renderTable } from '../../terminal/text-table.ts';
import { listRuns } from '../../view/run-list.ts';
import type { Command, CommandContext } from '../command.ts';

/** A type, not an interface: only types fit `Command`'s record of flags. */
type RunsFlags = {
  readonly action: 'delete' | undefined;
  readonly runs: readonly string[];
};

export const runsCommand: Command<RunsFlags> = {
  usage: 'runs [action] [runs..]',
  description: 'list the saved runs of ab, newest first; delete some of them',
  examples: [
    ['turntape runs', 'with sizes, newest first'],
    ['turntape runs delete r_0123', 'delete one'],
  ],
  builder: (yargs) =>
    yargs
      .positional('action', {
        choices: ['delete'] as const,
        description: 'delete: remove runs with their trials; default: list them',
      })
      .positional('runs', {
        completedBy: 'run',
        type: 'string',
        array: true,
        default: [],
        description: 'ids of runs, in full',
      }),
  async run({ action, runs }, context) {
    if (action === 'delete') await removeRuns(runs, context);
    else await printRuns(context);
    return 0;
  },
};

async function printRuns({ terminal, flags: { db, json } }: CommandContext): Promise<void> {
  const runs = await readDatabase(db, (database) => {
    const [store, next] = [createRunStore(database), createRunStore(database, 'next')];
    return listRuns(database).map((run) => ({
      ...run,
      ...sizeOf(store, run.id),
      started_again: next.readDefinition(run.id) === undefined ? null : sizeOf(next, run.id),
    }));
  });
  if (json) terminal.json(runs);
  else if (runs.length === 0) terminal.note('No run is saved: turntape ab makes one');
  else {
    terminal.result(
      renderTable(
        [
          { title: 'run' },
          { title: 'started' },
          { title: 'finished' },
          { title: 'trials', align: 'right' },
          { title: 'kB', align: 'right' },
          { title: 'model' },
          { title: 'arms' },
          { title: 'scenarios', align: 'right' },
        ],
        runs.map(({ id, started_at, is_finished, trials, bytes, model, arms, scenarios }) => [
          ...[id, started_at.slice(0, 19).replace('T', ' '), is_finished ? 'yes' : 'no', trials],
          ...[Math.ceil(bytes / 1000), model, arms.join(' '), scenarios.length],
        ]),
      ),
    );
    for (const { id, started_again: again } of runs) {
      if (again !== null) {
        terminal.result(
          `${id} was started again: ${plural(again.trials, 'trial')} of that, ` +
            `${Math.ceil(again.bytes / 1000)} kB, replace it when they are whole (ab --resume)`,
        );
      }
    }
  }
}

function sizeOf(store: RunStore, id: string): { trials: number; bytes: number } {
  return { trials: store.listTrials(id).length, bytes: store.sizeOf(id) };
}

/** All of them or none: a wrong id removes nothing. */
async function removeRuns(
  ids: readonly string[],
  { terminal, flags: { db, json } }: CommandContext,
): Promise<void> {
  if (ids.length === 0) {
    throw new HarnessError('usage', 'no run is named', 'Name runs that `turntape runs` lists');
  }
  const deleted = await writeDatabase(db, 'change', (database) => {
    const store = createPlayedRunStore(database);
    return database
      .transaction(() =>
        [...new Set(ids)].map((id) => {
          const bytes = store.sizeOf(id);
          if (store.remove(id)) return { id, bytes };
          throw new HarnessError(
            'not-found',
            `there is no run ${id}, and nothing was deleted`,
            'turntape runs lists them',
          );
        }),
      )
      .immediate();
  });
  if (json) terminal.json({ deleted });
  else {
    const bytes = deleted.reduce((sum, one) => sum + one.bytes, 0);
    terminal.result(
      `${plural(deleted.length, 'run')} deleted, about ${Math.ceil(bytes / 1000)} kB; the file keeps the room for what comes next`,
    );
  }
}
