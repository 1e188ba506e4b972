// A run in Redis: told to the workers, and removed at its end.

import type { Redis } from 'ioredis';
import { HarnessError } from '../lib/harness-error.ts';
import { plural } from '../lib/plural.ts';
import type { RunKeys } from './queue-keys.ts';
import { beginLedger } from './redis-ledger.ts';
import { parseRunRecord, type RunRecord } from './run-record.ts';

/**
 * Tells workers of the run. What a command that was killed has left there is kept.
 * @returns the last result that it has left; null: there is none
 * @throws HarnessError `usage` when the queue has a run of this name with other options
 */
export async function publishRun(
  redis: Redis,
  keys: RunKeys,
  record: RunRecord,
  note: (text: string) => void,
): Promise<string | null> {
  const { id: run, fingerprint } = record.definition;
  const earlier = await redis.get(keys.record);
  if (earlier !== null && parseRunRecord(earlier).definition.fingerprint !== fingerprint) {
    throw new HarnessError(
      'usage',
      `the run \`${run}\` is in the queue with other options`,
      'Choose another name with --run',
    );
  }
  const [last] = await redis.xrevrange(keys.results, '+', '-', 'COUNT', 1);
  await redis.del(keys.stop);
  if (record.backend.kind === 'live') {
    const before = await beginLedger(redis, keys.ledger);
    if (before !== null && before.requests > 0) {
      const requests = plural(before.requests, 'request');
      note(`${requests} of a command that did not come to its end count in the budget`);
    }
  }
  await redis.set(keys.record, JSON.stringify(record));
  return last?.[0] ?? null;
}

/** All of it is saved, or is of no use. */
export async function removeRun(redis: Redis, keys: RunKeys): Promise<void> {
  const { record, scenarios, done, results, payloads, ledger, stop } = keys;
  await redis.unlink(record, scenarios, done, results, payloads, ledger, stop);
}

/**
 * What a server has lost can be put there again, but for what a live run has spent.
 * @throws HarnessError `upstream`
 */
export function assertKnownSpending({ backend }: RunRecord, shown: string): void {
  if (backend.kind !== 'live') return;
  throw new HarnessError(
    'upstream',
    `the queue at ${shown} came back empty, and what the run has spent is not known`,
    'Continue with --resume and what is left of the budget; appendonly in Redis prevents it',
  );
}
