// `turntape probe`: some forty calls that settle what is not published about a backend, and a
// dated profile that `sim` loads. Says what it would send and cost before it sends anything.

import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { defaultBackend, findBackend, listBackends } from '../../backends/registry.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { minutesRange } from '../../lib/timer-ranges.ts';
import {
  defaultSimulatorParameters,
  parseSimulatorParameters,
} from '../../profiles/simulator-parameters.ts';
import { createProber } from '../../runner/probe/prober.ts';
import { runProbe } from '../../runner/probe/run-probe.ts';
import { type LiveFlags, withLiveFlags } from '../backends/live-flags.ts';
import { openServingBackend } from '../backends/open-serving-backend.ts';
import { simFlag } from '../backends/simulator-flags.ts';
import {
  finishProfile,
  type ProfileOutFlags,
  readMergeProfile,
  renderDisagreements,
  withProfileOut,
} from '../backends/write-profile.ts';
import type { Command } from '../command.ts';
import { printDryRun } from '../probe/print-dry-run.ts';
import { renderProfile } from '../probe/render-profile.ts';

/** A type, not an interface: only types fit `Command`'s record of flags. */
type ProbeFlags = LiveFlags &
  ProfileOutFlags & {
    readonly backend: string;
    readonly model: string;
    readonly live: boolean;
    readonly 'dry-run': boolean;
    readonly 'max-requests': number;
    readonly 'idle-minutes': number[];
    readonly sim: string[];
  };

export const probeCommand: Command<ProbeFlags> = {
  usage: 'probe',
  description: 'measure undocumented backend behaviour, and write a profile that sim loads',
  examples: [
    ['turntape probe --backend openai --dry-run', 'what would be sent, and its cost'],
    ['turntape probe --backend sim --out sim.json', 'measure the simulator'],
  ],
  builder: (yargs) =>
    withProfileOut(
      withLiveFlags(
        yargs
          .option('backend', {
            fromProject: false,
            completedBy: 'backend',
            group: 'Live backend:',
            type: 'string',
            default: defaultBackend,
            description: listBackends('simulated', 'live'),
          })
          .option('model', {
            fromProject: true,
            completedBy: 'model',
            type: 'string',
            default: 'gpt-5.5',
            description: 'model asked for',
          })
          .option('live', {
            fromProject: false,
            group: 'Live backend:',
            type: 'boolean',
            default: false,
            description: 'send requests to a live backend: this may cost money',
          })
          .option('dry-run', {
            fromProject: true,
            type: 'boolean',
            default: false,
            description: 'print every request and the expected cost, and send nothing',
          })
          .option('max-requests', {
            fromProject: false,
            group: 'Live backend:',
            type: 'number',
            range: { minimum: 1, isWhole: true },
            default: 50,
            description: 'the most requests to send; there are no retries',
          })
          .option('idle-minutes', {
            fromProject: true,
            hidden: true,
            type: 'number',
            range: minutesRange,
            array: true,
            default: [],
            description: 'also test whether a prompt is still cached after these minutes; slow',
          })
          .option('sim', simFlag),
      ),
    ),
  async run(flags, context) {
    const { terminal } = context;
    const parameters = parseSimulatorParameters(flags.sim, {
      ...defaultSimulatorParameters,
      time_scale: 0,
    });
    if (flags['dry-run']) {
      await printDryRun(flags.model, flags['idle-minutes'], context);
      return 0;
    }
    if (findBackend(flags.backend).kind === 'live' && !flags.live) {
      throw new HarnessError(
        'usage',
        `probing ${flags.backend} sends real requests`,
        'See them with --dry-run, then say --live',
      );
    }
    const requestsMax = flags['max-requests'];
    const backend = await openServingBackend(flags, { parameters, seed: '1' }, terminal);
    try {
      const other = readMergeProfile(flags, { backend: backend.name });
      const prober = createProber({
        backend,
        model: flags.model,
        nonce: randomUUID(),
        requestsMax,
        wait: (ms) => wait(ms),
        note: terminal.note,
      });
      const date = new Date().toISOString().slice(0, 10);
      const profile = await runProbe(prober, backend, flags.model, flags['idle-minutes'], date);
      const { profile: merged, disagreements } = finishProfile(profile, other, flags, terminal);
      if (context.flags.json) {
        terminal.json(flags.merge === undefined ? merged : { ...merged, disagreements });
      } else {
        terminal.result(renderProfile(profile, prober.requests));
        if (flags.merge !== undefined) {
          terminal.result(`\n${renderDisagreements(flags.merge, disagreements)}`);
        }
      }
      return 0;
    } finally {
      await backend.close();
    }
  },
};
