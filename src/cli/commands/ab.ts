// `turntape ab`: plays scenarios in every arm, on the embedded simulator or a live backend, and
// says what differs.

import type { Database } from 'better-sqlite3';
import { defineRun, type RunOptions } from '../../experiment/definition/define-run.ts';
import { playDefinition } from '../../experiment/play-definition.ts';
import { abortOnInterrupt } from '../../process/abort-on-interrupt.ts';
import { hasShippedProfile, unknownModelFamily } from '../../profiles/find-period.ts';
import { RunStopped } from '../../runner/run-stopped.ts';
import { createPlayedRunStore } from '../../store/played-runs.ts';
import { writeDatabase } from '../../store/write-database.ts';
import type { Terminal } from '../../terminal/console.ts';
import { type AbFlags, withAbFlags } from '../ab/ab-flags.ts';
import { chooseBackend } from '../ab/choose-backend.ts';
import { openClient } from '../ab/choose-client.ts';
import { endRun } from '../ab/end-run.ts';
import { exportPlayed, rememberPlayed } from '../ab/export-played.ts';
import { assertQueueable, openPlayer } from '../ab/open-player.ts';
import { parseShard } from '../ab/parse-shard.ts';
import { printDryRun } from '../ab/print-dry-run.ts';
import { readRunOptions } from '../ab/read-run-options.ts';
import { settleDefinition } from '../ab/settle-definition.ts';
import { showProgress } from '../ab/show-progress.ts';
import { tellGrowth } from '../ab/tell-growth.ts';
import type { Command, CommandContext } from '../command.ts';
import {
  chooseTelemetry,
  type TelemetryFlags,
  withTelemetryFlags,
} from '../recording/telemetry-flags.ts';
import { addFinishFlags, assertFinishFlags, type FinishFlags } from '../saved-runs/finish-flags.ts';

type Flags = AbFlags & FinishFlags & TelemetryFlags;

async function runAb(flags: Flags, database: Database, context: CommandContext): Promise<number> {
  const { terminal } = context;
  const choice = chooseBackend(flags);
  const client = await openClient(flags, terminal);
  const options = await readRunOptions(flags, { choice, client, db: context.flags.db, terminal });
  const defined = defineRun(options);
  assertFinishFlags(flags, defined, terminal.cwd);
  if (choice.kind === 'simulated') noteUnknownModel(options, terminal);
  const shard = parseShard(flags.shard);
  assertQueueable(flags, choice, defined);
  if (choice.kind === 'dry-run') {
    await printDryRun(defined, choice.address, options.scenarios, context);
    return 0;
  }
  const telemetry = chooseTelemetry(flags, terminal);
  const { resume } = flags;
  const { scenarios, simulation } = options;
  const store = createPlayedRunStore(database);
  const definition = settleDefinition(store, defined, { resume, isShard: shard !== null });
  const { signal, release } = abortOnInterrupt(() => new RunStopped('interrupted', 'interrupted'));
  const wanted = { choice, definition, simulation, clientLink: client?.link, signal };
  try {
    const { play, close } = await openPlayer(wanted, flags, context);
    const progress = showProgress(definition, terminal, () => performance.now());
    const isReplacing = (): boolean => store.isReplacing(definition.id);
    const toGrow = { scenarios, db: context.flags.db, terminal, isReplacing };
    const played: string[] = [];
    const stop = await playDefinition({
      ...{ definition, scenarios, store, play, resume, shard },
      observer: rememberPlayed(tellGrowth(progress, toGrow), played),
    }).finally(close);
    const code = await endRun(definition, stop, store, flags, context);
    if (telemetry) await exportPlayed(telemetry, { definition, trials: played, store }, terminal);
    return code;
  } finally {
    release();
  }
}

/** Any name can be asked for; what it is played by is said. */
function noteUnknownModel({ model, simulation }: RunOptions, terminal: Terminal): void {
  const backend = simulation?.sweep.parameters.profile_backend;
  if (backend === undefined || simulation?.profile != null) return;
  if (hasShippedProfile(backend, model)) return;
  const by = `it is played by the rules of ${unknownModelFamily}`;
  terminal.error(`no profile of ${backend} knows the model ${model}: ${by}`);
}

export const abCommand: Command<Flags> = {
  usage: 'ab [scenario..]',
  description:
    'play scenarios in every arm and compare the arms, on the simulator or a live backend',
  examples: [
    ['turntape ab', 'every scenario with reasoning replay off and on, simulated'],
    ['turntape ab plain-tool-loop --arm bare --arm off --arm on', 'one scenario, three arms'],
    ['turntape ab --arm mine=gateway:http://127.0.0.1:8092', 'your own gateway against off'],
    ["turntape ab --session s_0123 --fail-if 'cost > +2%'", 'a recorded session, as a gate for CI'],
  ],
  builder: (yargs) => withTelemetryFlags(addFinishFlags(withAbFlags(yargs))),
  async run(flags, context) {
    if (flags.rollouts.length > 0) {
      const { priceRollouts } = await import('../ab/price-rollouts.ts');
      return priceRollouts(flags.rollouts, context);
    }
    return writeDatabase(context.flags.db, 'write', (database) => runAb(flags, database, context));
  },
};
