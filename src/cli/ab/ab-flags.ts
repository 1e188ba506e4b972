// The flags of `ab` that say what is played, on what, and how far.

import type { Argv } from 'yargs';
import { playableClients } from '../../clients/registry.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { secondsRange } from '../../lib/timer-ranges.ts';
import { type ProfileFlag, profileFlag } from '../backends/profile-flag.ts';
import { seedFlag, simFlag } from '../backends/simulator-flags.ts';
import { setFlag } from '../backends/translator-flag.ts';
import { repeatsRange } from '../saved-runs/assert-repeats.ts';
import { type LiveRunFlags, withLiveRunFlags } from './live-run-flags.ts';

/** A type, not an interface: only types fit `Command`'s record of flags. */
export type AbFlags = LiveRunFlags &
  ProfileFlag & {
    readonly scenario: readonly string[];
    readonly session: readonly string[];
    readonly arm: readonly string[];
    readonly set: readonly string[];
    readonly baseline: string | undefined;
    readonly sim: readonly string[];
    readonly sweep: readonly string[];
    readonly model: string;
    readonly seed: string;
    readonly repeats: number;
    readonly run: string | undefined;
    readonly factor: readonly string[];
    readonly aa: boolean;
    readonly 'think-time': string;
    readonly traces: readonly string[];
    readonly rollouts: readonly string[];
    readonly 'reasoning-tokens': string | undefined;
    readonly cache: string;
    readonly agent: string;
    readonly 'client-path': string | undefined;
    readonly resume: boolean;
    readonly shard: string | undefined;
    readonly queue: string | undefined;
    readonly 'queue-wait': number;
    readonly 'sim-listen': string;
  };

/** Declares the flags. */
export function withAbFlags(yargs: Argv): Argv<AbFlags> {
  return withLiveRunFlags(
    yargs
      .positional('scenario', {
        completedBy: 'scenario',
        type: 'string',
        array: true,
        default: [],
        description: 'names, files or folders of scenarios; default: all in scenarios/',
      })
      .option('session', {
        fromProject: true,
        completedBy: 'session',
        group: 'Played:',
        type: 'string',
        array: true,
        nargs: 1,
        default: [],
        description: 'recorded session to play (turntape sessions lists them), or a file of one',
      })
      .option('rollouts', {
        fromProject: true,
        group: 'Played:',
        type: 'string',
        array: true,
        nargs: 1,
        default: [],
        description: 'price reasoning replay on real sessions: Codex session files or their folder',
      })
      .option('traces', {
        fromProject: true,
        group: 'Played:',
        type: 'string',
        array: true,
        nargs: 1,
        default: [],
        description: 'file or folder of agent traces to play (kv-cache-tester format)',
      })
      .option('reasoning-tokens', {
        fromProject: true,
        group: 'Played:',
        hidden: true,
        type: 'string',
        description:
          'assumed per call of a trace: numbers, or files of numbers, such as 400,0,100; as-written: scenarios as their files say',
      })
      .option('think-time', {
        fromProject: true,
        group: 'Played:',
        hidden: true,
        type: 'string',
        default: 'keep',
        description: 'pauses before the user speaks: keep, drop, or a factor such as 0.5',
      })
      .option('arm', {
        fromProject: false,
        completedBy: 'arm',
        group: 'Arms:',
        type: 'string',
        array: true,
        nargs: 1,
        default: [],
        description: 'preset (bare, off, on, native) or NAME=option:value,...',
      })
      .option('set', {
        ...setFlag,
        group: 'Arms:',
        description: 'translator option for all arms, key=value',
      })
      .option('baseline', {
        fromProject: true,
        completedBy: 'arm',
        group: 'Arms:',
        type: 'string',
        description: 'arm to compare with; default: off',
      })
      .option('sim', {
        ...simFlag,
        group: 'Simulator:',
        description: 'simulator parameter, key=value; what is set here is not swept',
      })
      .option('profile', { ...profileFlag, group: 'Simulator:' })
      .option('sweep', {
        fromProject: true,
        completedBy: 'simulator-parameter',
        group: 'Simulator:',
        type: 'string',
        array: true,
        nargs: 1,
        default: [],
        description: 'simulator parameter to play with several values, key=value,value',
      })
      .option('model', {
        fromProject: true,
        completedBy: 'model',
        group: 'Simulator:',
        type: 'string',
        default: 'gpt-5.5',
        description: 'model to ask for',
      })
      .option('seed', { ...seedFlag, group: 'Simulator:' })
      .option('repeats', {
        fromProject: true,
        group: 'Run:',
        type: 'number',
        range: repeatsRange,
        default: 1,
        description: 'times each scenario is played',
      })
      .option('run', {
        fromProject: true,
        group: 'Run:',
        type: 'string',
        description: 'name of the run; default: made from its options',
      })
      .option('factor', {
        fromProject: true,
        completedBy: 'translator-option',
        group: 'Arms:',
        type: 'string',
        array: true,
        nargs: 1,
        default: [],
        description:
          'translator option whose values become arms, key=value,value; several: all combinations',
      })
      .option('aa', {
        fromProject: true,
        group: 'Arms:',
        hidden: true,
        type: 'boolean',
        default: false,
        description: 'play the baseline a second time, as a separate arm',
      })
      .option('agent', {
        fromProject: false,
        group: 'Run:',
        type: 'string',
        choices: ['scripted', ...playableClients.map(({ name }) => name)],
        default: 'scripted',
        description: 'the scripted client, or a real one in a private repository',
      })
      .option('client-path', {
        fromProject: false,
        group: 'Run:',
        hidden: true,
        type: 'string',
        description: 'program of the real client, or its folder; default: the PATH',
      })
      .option('cache', {
        fromProject: true,
        group: 'Run:',
        hidden: true,
        type: 'string',
        choices: ['cold', 'warm'],
        default: 'cold',
        description: 'warm: play each trial once before, unmeasured, under another session id',
      })
      .option('resume', {
        fromProject: true,
        group: 'Run:',
        type: 'boolean',
        default: false,
        description: 'continue a run that was stopped',
      })
      .option('sim-listen', {
        fromProject: false,
        group: 'Simulator:',
        hidden: true,
        type: 'string',
        default: '127.0.0.1:0',
        description: 'address of the simulator for arms that are other gateways',
      })
      .option('shard', {
        fromProject: true,
        group: 'Run:',
        hidden: true,
        type: 'string',
        description: 'play only part i of n, i/n (turntape merge)',
      })
      .option('queue', {
        fromProject: false,
        group: 'Run:',
        hidden: true,
        type: 'string',
        description: 'redis:// address of a queue: workers play the trials (turntape worker)',
      })
      .option('queue-wait', {
        fromProject: false,
        group: 'Run:',
        hidden: true,
        type: 'number',
        range: secondsRange,
        default: 600,
        description: 'with --queue: seconds to wait for a server that went away, or is full',
      }),
  ) as unknown as Argv<AbFlags>;
}

/** A factor; above that a pause would be longer than a day. */
const thinkTimeMax = 100;

/** @throws HarnessError `usage` */
export function parseThinkTime(text: string): number {
  const factor = text === 'keep' ? 1 : text === 'drop' ? 0 : Number(text.trim() || Number.NaN);
  if (factor >= 0 && factor <= thinkTimeMax) return factor;
  throw new HarnessError(
    'usage',
    `--think-time ${text} is not a way to treat pauses`,
    `Write keep, drop, or a factor from 0 to ${thinkTimeMax}`,
  );
}
