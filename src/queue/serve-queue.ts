// A worker: takes jobs from the queue, plays their trials, sends back what was played. It keeps no
// file. When it is killed, its job goes back to the queue as soon as its lease has run out.

import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { type Job, Queue, WaitingError, Worker } from 'bullmq';
import { sha256 } from '../lib/sha256.ts';
import type { LedgerKeeper } from '../runner/budget.ts';
import type { TrialFactories } from '../runner/trial.ts';
import type { QueueConnection } from './connect-queue.ts';
import { createOpenedRuns } from './opened-runs.ts';
import { againMs, createQueuedPlayer, type PlayedRun } from './play-queued.ts';
import { keyPrefix, queueName, type RunKeys, runKeys } from './queue-keys.ts';
import { keepLedgerInRedis } from './redis-ledger.ts';
import { assertVersions, parseRunRecord, type RunRecord, type TrialJob } from './run-record.ts';
import { mayTakeLater, refusalOf } from './server-refusal.ts';
import { tellStalled } from './tell-stalled.ts';
import { showPresence } from './worker-presence.ts';

/** Workers that a job may take down before it is put aside. */
const stalledMax = 3;

export interface OpenRun {
  readonly factories: TrialFactories;
  close(): Promise<void>;
}

export interface ServeOptions {
  readonly connection: QueueConnection;
  /** A run asks for the same ones. */
  readonly versions: Readonly<Record<string, string>>;
  /** Trials that are played at a time. */
  readonly concurrency: number;
  /** A worker that says nothing for so long has lost its job, ms. */
  readonly leaseMs: number;
  /** Ends when there was nothing to play for so long; null: never. */
  readonly idleMsMax: number | null;
  /**
   * What a run is played with. @param keeper holds the budget of a live run; null: it has none
   * @throws HarnessError where this worker may not, or cannot, play it
   */
  readonly open: (record: RunRecord, keeper: LedgerKeeper | null) => Promise<OpenRun>;
  /** Ends the work when the trials under way are over. */
  readonly signal: AbortSignal;
  readonly note: (text: string) => void;
}

export interface Served {
  readonly trials: number;
  readonly runs: number;
}

type KnownRun = OpenRun & PlayedRun;

/**
 * Plays until it is stopped, or idle for long enough.
 * @throws HarnessError for a run that this worker cannot play; its job stays in the queue
 */
export async function serveQueue(options: ServeOptions): Promise<Served> {
  const { connection, signal, leaseMs, note } = options;
  const { redis, lost } = connection;
  const host = hostname();
  const name = `${host}/${process.pid}/${randomUUID().slice(0, 8)}`;
  const runs = createOpenedRuns<KnownRun>();
  const played = new Set<string>();
  const playQueued = createQueuedPlayer(connection, host, note);
  const ended = Promise.withResolvers<void>();
  let refusal: unknown = null;
  let isPauseSaid = false;
  let isOver = false;
  let trials = 0;
  let underWay = 0;
  let lastJobMs = performance.now();

  async function openRun(record: RunRecord, keys: RunKeys): Promise<KnownRun> {
    assertVersions(record.definition, options.versions);
    const isLive = record.backend.kind === 'live';
    const ledger = isLive ? keepLedgerInRedis(redis, keys.ledger) : null;
    const opened = await options.open(record, ledger);
    const { id } = record.definition;
    if (!played.has(id)) note(`plays the run ${id}`);
    played.add(id);
    return { ...opened, record, keys, ledger };
  }

  /** Goes back to the queue, and this worker takes no other. */
  async function giveBack(job: Job<TrialJob>, token: string): Promise<never> {
    await job.moveToWait(token);
    ended.resolve();
    throw new WaitingError();
  }

  async function playJob(job: Job<TrialJob>, token = ''): Promise<void> {
    if (signal.aborted || refusal !== null) return giveBack(job, token);
    const keys = runKeys(job.data.run);
    const text = await redis.get(keys.record);
    // It is not asked for any longer.
    if (text === null) return;
    const key = sha256(text);
    let run: KnownRun;
    try {
      run = await runs.take(key, () => openRun(parseRunRecord(text), keys));
    } catch (error) {
      refusal = error;
      return giveBack(job, token);
    }
    try {
      const isMeant = run.record.definition.fingerprint === job.data.fingerprint;
      if (isMeant) await playTrials(run, job, token);
    } finally {
      await runs.release(key);
    }
  }

  async function playTrials(run: KnownRun, job: Job<TrialJob>, token: string): Promise<void> {
    const { done, stop, record } = run.keys;
    for (const queued of job.data.trials) {
      if (signal.aborted || refusal !== null) return giveBack(job, token);
      const [isDone, isStopped, isAsked] = await Promise.all([
        ...[redis.hexists(done, queued.id), redis.exists(stop), redis.exists(record)],
      ]);
      if (isAsked === 0 || isStopped === 1) return;
      if (isDone === 0 && (await playQueued(run, queued))) trials++;
    }
  }

  const queue = new Queue<TrialJob>(queueName, { connection: redis, prefix: keyPrefix });
  queue.on('error', () => undefined);
  const worker = new Worker<TrialJob>(
    queueName,
    async (job, token) => {
      underWay++;
      try {
        await playJob(job, token);
      } finally {
        underWay--;
        lastJobMs = performance.now();
      }
    },
    {
      ...{ connection: redis, prefix: keyPrefix, name, concurrency: options.concurrency },
      ...{ lockDuration: leaseMs, stalledInterval: leaseMs, maxStalledCount: stalledMax },
      drainDelay: 1,
    },
  );
  worker.on('error', (error) => void meetRefusal(error));
  worker.on('stalled', (id) => void tellStalled(connection, queue, id).catch(() => undefined));
  const hidePresence = showPresence(connection, name);
  const idleMsMax = options.idleMsMax ?? Number.POSITIVE_INFINITY;
  const idle = setInterval(() => {
    if (underWay === 0 && performance.now() - lastJobMs > idleMsMax) ended.resolve();
  }, 250);
  signal.addEventListener('abort', () => ended.resolve());
  lost.addEventListener('abort', () => ended.resolve());
  if (signal.aborted) ended.resolve();
  try {
    await ended.promise;
    isOver = true;
    if (!lost.aborted) await connection.whileConnected(worker.close());
    if (refusal !== null) throw connection.describe(refusal);
    lost.throwIfAborted();
    return { trials, runs: played.size };
  } finally {
    clearInterval(idle);
    await hidePresence();
    if (lost.aborted) void worker.close(true).catch(() => undefined);
    else await queue.close();
    await runs.close();
  }

  /**
   * A job cannot be fetched. A server that is full is asked again after a pause, which BullMQ does
   * not make; one that forbids it, never. One that is away is waited for, and said elsewhere.
   */
  async function meetRefusal(error: Error): Promise<void> {
    const reason = refusalOf(error);
    if (reason === null || worker.isPaused()) return;
    if (!mayTakeLater(error)) {
      refusal ??= error;
      ended.resolve();
      return;
    }
    if (!isPauseSaid) note(`the queue gives no trial (${reason}): it is asked again`);
    isPauseSaid = true;
    await worker.pause(true);
    await wait(againMs);
    if (!isOver) await worker.resume();
  }
}
