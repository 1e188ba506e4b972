// `turntape ab`: plays scenarios in every arm, on the embedded simulator or a live backend, and says what
// differs.

import type { Database } from 'better-sqlite3';
import type { RunDefinition, RunStore } from '../../domain/run.ts';
import { findScenarios } from '../../experiment/find-scenarios.ts';
import { readSessionScenario } from '../../experiment/session-scenario.ts';
import { assertNever } from '../../lib/assert-never.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { readVersion } from '../../process/read-version.ts';
import { priceTableDate } from '../../profiles/prices.ts';
import type { ClientLink } from '../../runner/agents/real-client.ts';
import type { RunStopped } from '../../runner/run-stopped.ts';
import type { TrialFactories } from '../../runner/trial.ts';
import type { ReasoningAssumption } from '../../scenarios/assumed-reasoning.ts';
import { scalePauses } from '../../scenarios/scale-pauses.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { openDatabase } from '../../store/open-database.ts';
import { createRunStore } from '../../store/runs.ts';
import type { Terminal } from '../../terminal/console.ts';
import { type AbFlags, assertRepeats, parseThinkTime, withAbFlags } from '../ab/ab-flags.ts';
import { defineRun } from '../ab/define-run.ts';
import { printDryRun } from '../ab/dry-run.ts';
import { findTraces, readReasoningAssumptions } from '../ab/find-traces.ts';
import { type BackendChoice, chooseBackend, withoutFaults } from '../ab/live-run.ts';
import { playLive } from '../ab/play-live.ts';
import { playReplay } from '../ab/play-replay.ts';
import { parseShard, playDefinition } from '../ab/play-run.ts';
import { playSimulated } from '../ab/play-simulated.ts';
import { openClient } from '../ab/real-client-run.ts';
import type { Running } from '../ab/running.ts';
import type { Command, CommandContext } from '../command.ts';
import {
  addFinishFlags,
  checkFinishFlags,
  type FinishFlags,
  finishRun,
} from '../runs/finish-run.ts';

/** A statement may wait this long for another turntape: nobody's traffic waits with it. */
const busyTimeoutMs = 5_000;
/** Exit codes of a run that did not come to its end. */
const stopCodes = { interrupted: 130, budget: 3, 'no-answers': 3 } as const;

type Flags = AbFlags & FinishFlags;

/**
 * The definition to play: of a run that is taken up again the saved one.
 * @throws HarnessError `usage` for a name that is taken, and for a measured run that would be lost
 */
function settleDefinition(
  store: RunStore,
  definition: RunDefinition,
  { resume, shard }: Flags,
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
  if (resume || shard !== undefined) return earlier;
  if (definition.label === 'measured') {
    throw new HarnessError(
      'usage',
      `the run \`${definition.id}\` is in the database, and what was measured is not thrown away`,
      'Go on with it by --resume, or make another with --run NAME',
    );
  }
  return definition;
}

function readScenarios(
  flags: Flags,
  reasoning: readonly ReasoningAssumption[],
  database: Database,
  terminal: Terminal,
): Scenario[] {
  const recorded = flags.session.map((id) => readSessionScenario(database, id));
  const traces = findTraces(flags.traces, reasoning, terminal.cwd);
  const hasOthers = recorded.length + traces.length > 0;
  const player = flags.agent === 'scripted' ? 'scripted' : 'real-client';
  const named =
    flags.scenario.length === 0 && hasOthers
      ? []
      : findScenarios(flags.scenario, terminal.cwd, player);
  const pauses = parseThinkTime(flags['think-time']);
  const all = [...named, ...recorded, ...traces].map((scenario) => scalePauses(scenario, pauses));
  if (flags.backend === 'sim') return all;
  return withoutFaults(all, flags.scenario.length > 0, terminal.note);
}

/** @returns why the run ended early; null: it did not */
function playOn(
  choice: Exclude<BackendChoice, { kind: 'dry-run' }>,
  running: Running,
  flags: Flags,
  clientLink: ClientLink | undefined,
  db: string,
): Promise<RunStopped | null> {
  switch (choice.kind) {
    case 'sim':
      return playSimulated(running, flags['sim-listen'], clientLink);
    case 'replay':
      return playReplay(running, choice.session, db);
    case 'live':
      return playLive(running, choice.limits, flags);
    default:
      return assertNever(choice, 'backend');
  }
}

async function runAb(
  flags: Flags,
  database: Database,
  { terminal, flags: { db, json } }: CommandContext,
): Promise<number> {
  assertRepeats(flags);
  const choice = chooseBackend(flags);
  const client = openClient(flags, terminal);
  const assumed = flags['reasoning-tokens'];
  const reasoning = assumed === undefined ? [] : readReasoningAssumptions(assumed, terminal.cwd);
  const scenarios = readScenarios(flags, reasoning, database, terminal);
  const versions = {
    turntape: readVersion(),
    node: process.version,
    tokenizer: 'o200k_base',
    prices: priceTableDate,
    ...client?.versions,
  };
  client?.assertPlayable(scenarios);
  const defined = defineRun(flags, choice, scenarios, reasoning, versions, Date.now());
  const { simulator, ...wanted } = defined;
  const arms = wanted.arms.map(({ name }) => name);
  checkFinishFlags(flags, arms);
  const shard = flags.shard === undefined ? null : parseShard(flags.shard);
  if (choice.kind === 'dry-run') {
    await printDryRun(wanted, scenarios, terminal, json);
    return 0;
  }
  const store = createRunStore(database);
  const definition = settleDefinition(store, wanted, flags);
  const play = (factories: TrialFactories): Promise<RunStopped | null> =>
    playDefinition({
      ...{ definition, scenarios, store, factories, terminal, shard },
      ...{ resume: flags.resume, concurrency: flags.concurrency },
      nowMs: () => performance.now(),
    });
  const running = { definition, terminal, simulator, play };
  const stop = await playOn(choice, running, flags, client?.link, db);
  if (stop !== null)
    terminal.error(`stopped: ${stop.message}; what was played is kept, go on with --resume`);
  const trials = store.readTrials(definition.id, { bodies: false });
  if (trials.length === 0) {
    if (stop !== null) return stopCodes[stop.reason];
    terminal.note('no session of this run falls to this part');
    return 0;
  }
  if (stop?.reason === 'interrupted') return stopCodes.interrupted;
  const code = await finishRun(definition, trials, flags, {
    store,
    terminal,
    json,
    isPrinted: true,
  });
  return stop === null ? code : stopCodes[stop.reason];
}

export const abCommand: Command<Flags> = {
  usage: 'ab [scenario..]',
  description:
    'play scenarios in every arm and compare the arms, on the simulator or a live backend',
  builder: (yargs) => addFinishFlags(withAbFlags(yargs)),
  async run(flags, context) {
    const database = openDatabase(context.flags.db, { mode: 'write', busyTimeoutMs });
    try {
      return await runAb(flags, database, context);
    } finally {
      database.close();
    }
  },
};
