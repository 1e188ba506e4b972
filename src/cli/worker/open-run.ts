// What a worker plays a run with. Only what its own flags allow: the queue names a backend, and
// whoever can write to the queue could name any.

import { openLive } from '../../experiment/factories/open-live.ts';
import { openSimulated } from '../../experiment/factories/open-simulated.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import type { RunRecord } from '../../queue/run-record.ts';
import type { OpenRun } from '../../queue/serve-queue.ts';
import type { LedgerKeeper } from '../../runner/budget.ts';
import type { Terminal } from '../../terminal/console.ts';
import { type LiveFlags, liveOptions, sayDestination } from '../backends/live-flags.ts';

export type WorkerBackendFlags = LiveFlags & {
  readonly live: boolean;
  readonly backend: string | undefined;
};

/**
 * @param keeper holds the budget that all workers share; null: nothing is sent
 * @param signal ends what is under way
 * @throws HarnessError `usage` for a backend that the flags do not name
 */
export async function openRun(
  { definition, backend }: RunRecord,
  keeper: LedgerKeeper | null,
  flags: WorkerBackendFlags,
  signal: AbortSignal,
  terminal: Terminal,
): Promise<OpenRun> {
  const { id, model, arms } = definition;
  if (backend.kind === 'simulated' || keeper === null) {
    const parameters = backend.kind === 'simulated' ? backend.parameters : null;
    if (parameters === null) throw new TypeError('a live run without a budget');
    return openSimulated({ arms, parameters, listen: '127.0.0.1:0', note: terminal.note });
  }
  if (!flags.live || flags.backend !== definition.backend) {
    throw new HarnessError(
      'usage',
      `the run \`${id}\` sends requests to ${definition.backend}, which this worker may not`,
      `Start it with --live --backend ${definition.backend}, or leave the run to others`,
    );
  }
  sayDestination({ ...flags, backend: definition.backend }, terminal);
  return openLive({
    ...{ backend: definition.backend, live: liveOptions(flags, terminal), model },
    ...{ limits: backend.limits, price: backend.price, signal, keeper },
  });
}
