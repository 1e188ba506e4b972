// The flags of `ab` for a backend that is not the simulator.

import type { Argv } from 'yargs';
import { defaultBackend, listBackends } from '../../backends/registry.ts';
import { type LiveFlags, withLiveFlags } from '../backends/live-flags.ts';
import { looksRange } from '../saved-runs/assert-repeats.ts';

/** Sessions at a time; above that the sessions of one account wait for one another's rate limit. */
const concurrencyMax = 16;

/** A type, not an interface: only types fit `Command`'s record of flags. */
export type LiveRunFlags = LiveFlags & {
  readonly backend: string;
  readonly live: boolean;
  readonly 'max-requests': number | undefined;
  readonly 'max-cost': number | undefined;
  readonly concurrency: number;
  readonly population: string | undefined;
  readonly looks: number;
};

/** Declares the flags, after those that the parser has already. */
export function withLiveRunFlags<Flags>(parser: Argv<Flags>) {
  return withLiveFlags(
    parser
      .option('backend', {
        fromProject: false,
        completedBy: 'backend',
        group: 'Live backend:',
        type: 'string',
        default: defaultBackend,
        description: listBackends('simulated', 'recorded', 'live'),
      })
      .option('live', {
        fromProject: false,
        group: 'Live backend:',
        type: 'boolean',
        default: false,
        description: 'send requests to a live backend; without it, print what would be sent',
      })
      .option('max-requests', {
        fromProject: false,
        group: 'Live backend:',
        type: 'number',
        range: { minimum: 1, isWhole: true },
        description: 'with --live: the most requests to send, retries included',
      })
      .option('max-cost', {
        fromProject: false,
        group: 'Live backend:',
        type: 'number',
        range: { above: 0 },
        description:
          'with --live: budget in USD by the price list; a request that could exceed it is not sent',
      })
      .option('concurrency', {
        fromProject: true,
        group: 'Live backend:',
        hidden: true,
        type: 'number',
        range: { minimum: 1, maximum: concurrencyMax, isWhole: true },
        default: 1,
        description: 'with --live: blocks of trials that are played at a time',
      })
      .option('population', {
        fromProject: true,
        group: 'Live backend:',
        hidden: true,
        type: 'string',
        description: 'with --live: what the scenarios are a sample of; no verdict without it',
      })
      .option('looks', {
        fromProject: true,
        group: 'Live backend:',
        hidden: true,
        type: 'number',
        range: looksRange,
        default: 1,
        description:
          'with --live: planned analyses of the running experiment, the final one included',
      }),
  );
}
