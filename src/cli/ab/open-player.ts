// Who plays the trials of a run: this process, or the workers of a queue.

import type { RunDefinition } from '../../domain/run.ts';
import type { Simulation } from '../../experiment/definition/describe-backend.ts';
import { assertPriced } from '../../experiment/factories/open-live.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { defaultSimulatorParameters } from '../../profiles/simulator-parameters.ts';
import { showQueueUrl } from '../../queue/queue-url.ts';
import type { QueuedBackend } from '../../queue/run-record.ts';
import { playHere, type TrialPlayer } from '../../runner/trial-player.ts';
import type { Terminal } from '../../terminal/console.ts';
import type { CommandContext } from '../command.ts';
import type { AbFlags } from './ab-flags.ts';
import type { BackendChoice } from './choose-backend.ts';
import {
  type BackendRequest,
  describeSpending,
  openBackend,
  readRunPrice,
} from './open-backend.ts';
import { renderResume } from './render-command.ts';

type Flags = AbFlags & { readonly prices: string | undefined };

export interface OpenPlayer {
  readonly play: TrialPlayer;
  close(): Promise<void>;
}

function usage(message: string, hint: string): HarnessError {
  return new HarnessError('usage', message, hint);
}

/**
 * What workers cannot play, who have neither this machine's files nor its programs.
 * @throws HarnessError `usage`
 */
export function assertQueueable(
  flags: AbFlags,
  choice: BackendChoice,
  { arms }: RunDefinition,
): void {
  if (flags.queue === undefined) return;
  showQueueUrl(flags.queue);
  const local = [
    choice.kind === 'recorded' && `--backend ${flags.backend}`,
    flags.agent !== 'scripted' && `--agent ${flags.agent}`,
    arms.some(({ agent }) => agent === 'gateway') && 'an arm that is another gateway',
  ].find((one) => one !== false);
  if (local !== undefined) {
    throw usage(
      `${local} is played on this machine only`,
      'Leave out --queue; --shard divides a run over machines without one',
    );
  }
  if (flags.shard !== undefined) {
    throw usage('--shard divides a run without a queue', 'Leave out --shard or --queue');
  }
  if (flags.concurrency !== 1) {
    throw usage(
      '--concurrency is for what plays, and the workers do',
      'Give it to turntape worker',
    );
  }
}

function toQueued(
  choice: BackendRequest['choice'],
  definition: RunDefinition,
  simulation: Simulation | null,
  flags: Flags,
  terminal: Terminal,
): QueuedBackend {
  if (choice.kind !== 'live') {
    const parameters = simulation?.sweep.parameters ?? defaultSimulatorParameters;
    return { kind: 'simulated', parameters };
  }
  const price = readRunPrice(definition, flags, terminal);
  assertPriced(definition.model, choice.limits, price);
  return { kind: 'live', limits: choice.limits, price };
}

/** @throws HarnessError as `openBackend` and `connectQueue` do */
export async function openPlayer(
  request: BackendRequest,
  flags: Flags,
  context: CommandContext,
): Promise<OpenPlayer> {
  const { definition, choice, simulation, signal } = request;
  const { queue, concurrency } = flags;
  if (queue === undefined) {
    const { factories, close } = await openBackend(request, flags, context);
    const { model } = definition;
    return { play: playHere({ model, factories, concurrency, signal }), close };
  }
  const { terminal } = context;
  const backend = toQueued(choice, definition, simulation, flags, terminal);
  // Loaded where there is a queue: most runs have none.
  const { connectQueue } = await import('../../queue/connect-queue.ts');
  const { playOnQueue } = await import('../../queue/play-on-queue.ts');
  const resume = renderResume(definition, flags, context.flags.db);
  const connection = await connectQueue(queue, {
    waitMsMax: flags['queue-wait'] * 1000,
    hint: `What was played is kept. Continue when it is back: ${resume}`,
    note: terminal.error,
  });
  return {
    play: playOnQueue({
      ...{ connection, record: { definition, backend }, signal, note: terminal.note },
      spent: (requests, costUsd) => {
        const isPriced = backend.kind === 'live' && backend.price !== null;
        const spending = { requests, costUsd: isPriced ? costUsd : null };
        terminal.note(describeSpending(spending, definition.backend));
      },
    }),
    close: async () => connection.close(),
  };
}
