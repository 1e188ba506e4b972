// `turntape ab`: plays scenarios in every arm, on the embedded simulator or a live backend, and
// says what differs.

import type { Database } from 'better-sqlite3';
import { defineRun } from '../../experiment/definition/define-run.ts';
import { playDefinition } from '../../experiment/play-definition.ts';
import { createRunStore } from '../../store/runs.ts';
import { writeDatabase } from '../../store/write-database.ts';
import { type AbFlags, withAbFlags } from '../ab/ab-flags.ts';
import { chooseBackend } from '../ab/choose-backend.ts';
import { openClient } from '../ab/choose-client.ts';
import { endRun } from '../ab/end-run.ts';
import { openBackend } from '../ab/open-backend.ts';
import { parseShard } from '../ab/parse-shard.ts';
import { priceRollouts } from '../ab/price-rollouts.ts';
import { printDryRun } from '../ab/print-dry-run.ts';
import { readRunOptions } from '../ab/read-run-options.ts';
import { settleDefinition } from '../ab/settle-definition.ts';
import { showProgress } from '../ab/show-progress.ts';
import type { Command, CommandContext } from '../command.ts';
import { assertRepeats } from '../runs/assert-repeats.ts';
import { addFinishFlags, type FinishFlags, readGates } from '../runs/finish-flags.ts';

type Flags = AbFlags & FinishFlags;

async function runAb(flags: Flags, database: Database, context: CommandContext): Promise<number> {
  const { terminal } = context;
  assertRepeats(flags.repeats);
  const choice = chooseBackend(flags);
  const client = openClient(flags, terminal);
  const options = readRunOptions(flags, { choice, client, database, terminal });
  const defined = defineRun(options);
  readGates(
    flags,
    defined.arms.map(({ name }) => name),
  );
  const shard = parseShard(flags.shard);
  if (choice.kind === 'dry-run') {
    await printDryRun(defined, choice.address, options.scenarios, terminal, context.flags.json);
    return 0;
  }
  const { resume, concurrency } = flags;
  const { scenarios, simulation } = options;
  const store = createRunStore(database);
  const definition = settleDefinition(store, defined, { resume, isShard: shard !== null });
  const wanted = { choice, definition, simulation, clientLink: client?.link };
  const { factories, close } = await openBackend(wanted, flags, context);
  const stop = await playDefinition({
    definition,
    scenarios,
    store,
    factories,
    observer: showProgress(definition, terminal, () => performance.now()),
    resume,
    shard,
    concurrency,
  }).finally(close);
  return endRun(definition, stop, store, flags, context);
}

export const abCommand: Command<Flags> = {
  usage: 'ab [scenario..]',
  description:
    'play scenarios in every arm and compare the arms, on the simulator or a live backend',
  builder: (yargs) => addFinishFlags(withAbFlags(yargs)),
  async run(flags, context) {
    if (flags.rollouts.length > 0) return priceRollouts(flags.rollouts, context);
    return writeDatabase(context.flags.db, 'write', (database) => runAb(flags, database, context));
  },
};
