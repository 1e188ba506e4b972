// The worker of a job was lost: whoever asked for the run is told, and the budget charged.
import type { Queue } from 'bullmq';
import type { QueueConnection } from './connect-queue.ts';
import { runKeys } from './queue-keys.ts';
import { keepLedgerInRedis } from './redis-ledger.ts';
import { sendNote, withoutResult } from './results.ts';
import { parseRunRecord, type TrialJob } from './run-record.ts';

/** @param id a job's, which goes to another worker now */
export async function tellStalled(
  { redis }: QueueConnection,
  queue: Queue<TrialJob>,
  id: string,
): Promise<void> {
  const job = await queue.getJob(id);
  if (job === undefined) return;
  const keys = runKeys(job.data.run);
  const text = await redis.get(keys.record);
  if (text === null) return;
  const isLive = parseRunRecord(text).backend.kind === 'live';
  const ids = job.data.trials.map((trial) => trial.id);
  if (isLive) await keepLedgerInRedis(redis, keys.ledger).giveUp(ids);
  // One after the other is played: only the first of these was under way.
  const [underWay] = await withoutResult(redis, keys, ids);
  if (underWay === undefined) return;
  const paid = isLive ? '; what it had asked for counts in the budget' : '';
  await sendNote(redis, keys, `a worker was lost, its trial ${underWay} is played again${paid}`);
}
