// `turntape ab`: plays scenarios in every arm on the embedded simulator and says what differs.

import { loadO200kTokenizer } from '../../backends/o200k-tokenizer.ts';
import type { RunDefinition, RunStore } from '../../domain/run.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { priceTableDate } from '../../rules/prices.ts';
import { scalePauses } from '../../scenarios/scale-pauses.ts';
import { openDatabase } from '../../store/open-database.ts';
import { createRunStore } from '../../store/runs.ts';
import { type AbFlags, defineRun } from '../ab/define-run.ts';
import { findScenarios } from '../ab/find-scenarios.ts';
import { findTraces, readReasoningAssumptions } from '../ab/find-traces.ts';
import { type OpenGatewayLink, openGatewayLink } from '../ab/gateway-link.ts';
import { parseShard, playDefinition } from '../ab/play-run.ts';
import { readSessionScenario } from '../ab/session-scenario.ts';
import { simulatedFactories } from '../ab/simulated-factories.ts';
import type { Command } from '../command.ts';
import type { Terminal } from '../console.ts';
import { addFinishFlags, checkFinishFlags, type FinishFlags, finishRun } from '../finish-run.ts';
import { readVersion } from '../read-version.ts';

/** A statement may wait this long for another turntape: nobody's traffic waits with it. */
const busyTimeoutMs = 5_000;
const repeatsMax = 1_000;

type Flags = AbFlags &
  FinishFlags & {
    readonly resume: boolean;
    readonly shard: string | undefined;
    readonly 'sim-listen': string;
  };

function assertNewOrSame(store: RunStore, definition: RunDefinition): void {
  const earlier = store.readDefinition(definition.id);
  if (earlier === undefined || earlier.fingerprint === definition.fingerprint) return;
  throw new HarnessError(
    'usage',
    `the run \`${definition.id}\` is in the database with other options`,
    'Choose another name with --run',
  );
}

/** A factor; above that a pause would be longer than a day. */
const thinkTimeMax = 100;

/** @throws HarnessError `usage` */
function parseThinkTime(text: string): number {
  const factor = text === 'keep' ? 1 : text === 'drop' ? 0 : Number(text.trim() || Number.NaN);
  if (factor >= 0 && factor <= thinkTimeMax) return factor;
  throw new HarnessError(
    'usage',
    `--think-time ${text} is not a way to treat pauses`,
    `Write keep, drop, or a factor from 0 to ${thinkTimeMax}`,
  );
}

/** Only when an arm is another gateway: nothing listens otherwise. */
async function openLink(
  { arms }: RunDefinition,
  listen: string,
  terminal: Terminal,
): Promise<OpenGatewayLink | undefined> {
  if (arms.every(({ agent }) => agent !== 'gateway')) return undefined;
  const link = await openGatewayLink(listen, terminal.note);
  terminal.note(`simulator for the other gateways: ${link.url}/v1 (POST /v1/responses)`);
  return link;
}

function readFlags(flags: Flags): Flags {
  if (!Number.isInteger(flags.repeats) || flags.repeats < 1 || flags.repeats > repeatsMax) {
    throw new HarnessError(
      'usage',
      `--repeats ${flags.repeats} is not a number of repeats`,
      `Give a whole number from 1 to ${repeatsMax}`,
    );
  }
  return flags;
}

export const abCommand: Command<Flags> = {
  usage: 'ab [scenario..]',
  description: 'play scenarios in every arm on the simulator and compare the arms',
  builder: (yargs) =>
    addFinishFlags(
      yargs
        .positional('scenario', {
          type: 'string',
          array: true,
          default: [],
          description: 'names, files or folders of scenarios; default: all in scenarios/',
        })
        .option('session', {
          type: 'string',
          array: true,
          nargs: 1,
          default: [],
          description: 'recorded session to play (turntape sessions lists them)',
        })
        .option('traces', {
          type: 'string',
          array: true,
          nargs: 1,
          default: [],
          description: 'file or folder of agent traces to play (kv-cache-tester format)',
        })
        .option('reasoning-tokens', {
          type: 'string',
          description:
            'assumed for calls of traces: numbers or files of numbers, such as 400,0,100',
        })
        .option('think-time', {
          type: 'string',
          default: 'keep',
          description: 'pauses before the user speaks: keep, drop, or a factor such as 0.5',
        })
        .option('arm', {
          type: 'string',
          array: true,
          nargs: 1,
          default: [],
          description: 'preset (seed-before, off, on, native) or NAME=option:value,...',
        })
        .option('set', {
          type: 'string',
          array: true,
          nargs: 1,
          default: [],
          description: 'translator option for all arms, key=value',
        })
        .option('baseline', { type: 'string', description: 'arm to compare with; default: off' })
        .option('sim', {
          type: 'string',
          array: true,
          nargs: 1,
          default: [],
          description: 'simulator parameter, key=value; fixes what is swept otherwise',
        })
        .option('profile', {
          type: 'string',
          description: 'profile that `turntape probe` wrote; --sim wins over it',
        })
        .option('sweep', {
          type: 'string',
          array: true,
          nargs: 1,
          default: [],
          description: 'simulator parameter to play with several values, key=value,value',
        })
        .option('model', { type: 'string', default: 'gpt-5.5', description: 'model to ask for' })
        .option('seed', { type: 'string', default: '1', description: 'seed of everything random' })
        .option('repeats', {
          type: 'number',
          default: 1,
          description: 'times each session is played',
        })
        .option('run', {
          type: 'string',
          description: 'name of the run; default: made from its options',
        })
        .option('factor', {
          type: 'string',
          array: true,
          nargs: 1,
          default: [],
          description:
            'translator option whose values become arms, key=value,value; several: all combinations',
        })
        .option('aa', {
          type: 'boolean',
          default: false,
          description: 'play the baseline once more as an arm of its own',
        })
        .option('resume', {
          type: 'boolean',
          default: false,
          description: 'go on with a run that was stopped',
        })
        .option('sim-listen', {
          type: 'string',
          default: '127.0.0.1:0',
          description: 'address of the simulator for arms that are other gateways',
        })
        .option('shard', {
          type: 'string',
          description: 'play only part i of n, i/n (turntape merge)',
        }),
    ),
  async run(raw, { terminal, flags: { db, json } }) {
    const flags = readFlags(raw);
    const database = openDatabase(db, { mode: 'write', busyTimeoutMs });
    try {
      const recorded = flags.session.map((id) => readSessionScenario(database, id));
      const assumed = flags['reasoning-tokens'];
      const reasoning =
        assumed === undefined ? [] : readReasoningAssumptions(assumed, terminal.cwd);
      const traces = findTraces(flags.traces, reasoning, terminal.cwd);
      const named =
        flags.scenario.length === 0 && recorded.length + traces.length > 0
          ? []
          : findScenarios(flags.scenario, terminal.cwd);
      const pauses = parseThinkTime(flags['think-time']);
      const scenarios = [...named, ...recorded, ...traces].map((scenario) =>
        scalePauses(scenario, pauses),
      );
      const versions = {
        turntape: readVersion(),
        node: process.version,
        tokenizer: 'o200k_base',
        prices: priceTableDate,
      };
      const { simulator, ...definition } = defineRun(
        flags,
        scenarios,
        reasoning,
        versions,
        Date.now(),
      );
      const store = createRunStore(database);
      assertNewOrSame(store, definition);
      checkFinishFlags(
        flags,
        definition.arms.map(({ name }) => name),
      );
      const link = await openLink(definition, flags['sim-listen'], terminal);
      try {
        await playDefinition({
          ...{ definition, scenarios, store, terminal, resume: flags.resume },
          factories: simulatedFactories(simulator, await loadO200kTokenizer(), link),
          shard: flags.shard === undefined ? null : parseShard(flags.shard),
          nowMs: () => performance.now(),
        });
      } finally {
        await link?.close();
      }
      const trials = store.readTrials(definition.id, { bodies: false });
      if (trials.length === 0) {
        terminal.note('no session of this run falls to this part');
        return 0;
      }
      const context = { store, terminal, json, isPrinted: true };
      return await finishRun(definition, trials, flags, context);
    } finally {
      database.close();
    }
  },
};
