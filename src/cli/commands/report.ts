// `turntape report RUN`: a saved run as a page or as JSON. Everything is recomputed from what was
// recorded, nothing is played again.
import { HarnessError } from '../../lib/harness-error.ts';
import { openDatabase } from '../../store/open-database.ts';
import { createRunStore } from '../../store/runs.ts';
import type { Command } from '../command.ts';
import { findRun } from '../saved-runs/find-run.ts';
import { addFinishFlags, type FinishFlags } from '../saved-runs/finish-flags.ts';
import { finishRun } from '../saved-runs/finish-run.ts';

type ReportFlags = FinishFlags & { readonly run: string };

export const reportCommand: Command<ReportFlags> = {
  usage: 'report <run>',
  description: 'write the report of a saved run, and apply its gates',
  examples: [
    ['turntape report r_0123 --format html', 'one file with charts'],
    ["turntape report r_0123 --fail-if 'cost > +2%'", 'a gate on a saved run'],
  ],
  builder: (yargs) =>
    addFinishFlags(
      yargs.positional('run', {
        completedBy: 'run',
        type: 'string',
        demandOption: true,
        description: 'id or name of the run',
      }),
    ),
  async run(flags, { terminal, flags: { db, json } }) {
    const { run } = flags;
    const database = openDatabase(db, { mode: 'read' });
    try {
      const store = createRunStore(database);
      const definition = findRun(store, run);
      const trials = store.readTrials(run);
      if (trials.length === 0) {
        throw new HarnessError(
          'invalid-run',
          `the run \`${run}\` has no finished session`,
          'Play it again: turntape ab',
        );
      }
      const context = { store, db, terminal, json, isPrinted: false };
      return await finishRun(definition, trials, flags, context);
    } finally {
      database.close();
    }
  },
};
