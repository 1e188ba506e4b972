// `turntape worker`: plays the trials of a queue, for `ab --queue`, on this machine.

import { listBackends } from '../../backends/registry.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { plural } from '../../lib/plural.ts';
import { secondsMax, secondsRange } from '../../lib/timer-ranges.ts';
import { listenForStop } from '../../process/stop-signals.ts';
import { connectQueue } from '../../queue/connect-queue.ts';
import { serveQueue } from '../../queue/serve-queue.ts';
import { withLiveFlags } from '../backends/live-flags.ts';
import type { Command, CommandContext } from '../command.ts';
import { readVersions } from '../saved-runs/read-versions.ts';
import { openRun, type WorkerBackendFlags } from '../worker/open-run.ts';

type WorkerFlags = WorkerBackendFlags & {
  readonly queue: string | undefined;
  readonly concurrency: number;
  readonly lease: number;
  readonly idle: number | undefined;
  readonly 'queue-wait': number;
};

/** Above that the trials of one account wait for one another's rate limit. */
const concurrencyMax = 16;

function assertFlags(flags: WorkerFlags): void {
  const { live, backend } = flags;
  if (live === (backend !== undefined)) return;
  throw new HarnessError(
    'usage',
    live ? '--live without --backend' : '--backend without --live',
    'Give both to play live runs on that backend, or neither',
  );
}

/** From the environment too, where a password in it is not in the list of processes. */
function readQueue({ queue }: WorkerFlags): string {
  if (queue) return queue;
  throw new HarnessError(
    'usage',
    'a worker plays a queue, and none is named',
    'Name one: turntape worker redis://HOST:PORT, or TURNTAPE_QUEUE in the environment',
  );
}

async function runWorker(flags: WorkerFlags, context: CommandContext): Promise<number> {
  const { terminal } = context;
  assertFlags(flags);
  const connection = await connectQueue(readQueue(flags), {
    waitMsMax: flags['queue-wait'] * 1000,
    hint: 'Start the worker again when it is back: its trials are played again',
    note: terminal.error,
  });
  const stop = listenForStop();
  const controller = new AbortController();
  let code = 0;
  void stop.first.then((exitCode) => {
    code = exitCode;
    terminal.note('stops when the trial under way is over; once more: at once');
    controller.abort();
  });
  // The job goes back to the queue when its lease has run out.
  void stop.second.then(() => process.kill(process.pid, 'SIGKILL'));
  try {
    terminal.note(`waits for trials at ${connection.shown}`);
    const served = await serveQueue({
      ...{ connection, versions: readVersions(), concurrency: flags.concurrency },
      leaseMs: flags.lease * 1000,
      idleMsMax: flags.idle === undefined ? null : flags.idle * 1000,
      open: (record, keeper) => openRun(record, keeper, flags, connection.lost, terminal),
      signal: controller.signal,
      note: terminal.note,
    });
    const { trials, runs } = served;
    if (context.flags.json) terminal.json(served);
    else terminal.result(`played ${plural(trials, 'trial')} of ${plural(runs, 'run')}`);
    return code;
  } finally {
    stop.release();
    connection.close();
  }
}

export const workerCommand: Command<WorkerFlags> = {
  usage: 'worker [queue]',
  description: 'play the trials that ab --queue has put into a Redis, on this machine',
  examples: [
    ['turntape worker redis://127.0.0.1:6379 --concurrency 2', 'play until it is stopped'],
  ],
  builder: (yargs) =>
    withLiveFlags(
      yargs
        .positional('queue', {
          type: 'string',
          description: 'redis:// or rediss:// address of the queue; default: TURNTAPE_QUEUE',
        })
        .option('concurrency', {
          fromProject: true,
          type: 'number',
          range: { minimum: 1, maximum: concurrencyMax, isWhole: true },
          default: 1,
          description: 'jobs that are played at a time; more than 1 helps live runs only',
        })
        .option('idle', {
          fromProject: true,
          type: 'number',
          range: secondsRange,
          description: 'end when there was nothing to play for so many seconds; default: never',
        })
        .option('lease', {
          fromProject: true,
          hidden: true,
          type: 'number',
          // Below that a machine that is only busy loses its jobs.
          range: { minimum: 1, maximum: secondsMax },
          default: 30,
          description: 'seconds after which the job of a worker that is gone is played by another',
        })
        .option('queue-wait', {
          fromProject: false,
          hidden: true,
          type: 'number',
          range: secondsRange,
          default: 600,
          description: 'seconds to wait for a server that went away',
        })
        .option('live', {
          fromProject: false,
          group: 'Live backend:',
          type: 'boolean',
          default: false,
          description: 'play live runs too, on the backend of --backend',
        })
        .option('backend', {
          fromProject: false,
          group: 'Live backend:',
          type: 'string',
          description: `with --live: the one that requests may go to: ${listBackends('live')}`,
        }),
    ) as unknown as ReturnType<Command<WorkerFlags>['builder']>,
  run: runWorker,
};
