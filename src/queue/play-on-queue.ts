// Plays the trials of a run by workers: puts them into the queue and hands out what comes back.
// What is not saved stays in Redis, so that nothing is lost with this process.

import { setTimeout as wait } from 'node:timers/promises';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { PackedTurn, Trial } from '../domain/run.ts';
import { plural } from '../lib/plural.ts';
import type { TrialPlayer } from '../runner/trial-player.ts';
import type { QueueConnection } from './connect-queue.ts';
import { holdRun } from './hold-run.ts';
import { unpackTrial } from './pack-trial.ts';
import { createPatience } from './patience.ts';
import { assertKnownSpending, publishRun, removeRun } from './publish-run.ts';
import { keyPrefix, queueName, type RunKeys, runKeys, workersKey } from './queue-keys.ts';
import { readLedger } from './redis-ledger.ts';
import {
  isUpTo,
  type RunEnd,
  readResults,
  removeResults,
  resultsMax,
  toError,
  withoutResult,
} from './results.ts';
import type { RunRecord, TrialJob } from './run-record.ts';
import { createTrialFeed } from './trial-feed.ts';
import { createJobWriter } from './trial-jobs.ts';

/** How long one look for results waits, ms: so soon an interruption is seen. */
const waitMs = 500;
/** Results that come one by one are read some at a time: each look costs more than a result. */
const gatherMs = 200;
/** How often everything else is looked after, ms. */
const careMs = 2_000;

export interface QueuePlayOptions {
  readonly connection: QueueConnection;
  readonly record: RunRecord;
  /** Its reason, a RunStopped, ends the run when the trials under way are over. */
  readonly signal: AbortSignal;
  /** Tells a person what happens to workers and server. */
  readonly note: (text: string) => void;
  /** Told what a live run has sent in all, at its end. */
  readonly spent: (requests: number, costUsd: number) => void;
}

/**
 * Throws a RunStopped, the error of a worker or what the server refuses, after what was under way
 * has been handed out.
 */
export function playOnQueue(options: QueuePlayOptions): TrialPlayer {
  const collect = collectTrials(options);
  return async function* (trials) {
    if (trials.length === 0) return;
    try {
      yield* collect(trials);
    } catch (error) {
      throw options.connection.describe(error);
    }
  };
}

function collectTrials(options: QueuePlayOptions): TrialPlayer {
  const { connection, record, signal, note } = options;
  const { redis, shown, whileConnected } = connection;
  const { definition, backend } = record;
  const keys = runKeys(definition.id);
  return async function* (trials) {
    const patience = createPatience(connection.waitMsMax, note);
    const hold = await whileConnected(
      patience.until('hold', () => holdRun(redis, keys.collector, definition.id, note)),
    );
    const queue = new Queue<TrialJob>(queueName, { connection: redis, prefix: keyPrefix });
    queue.on('error', () => undefined);
    const reader = openReader(redis);
    try {
      const publish = () => publishRun(redis, keys, record, note);
      const before = await whileConnected(patience.until('publish', publish));
      const writer = createJobWriter(queue, redis, keys, definition);
      const feed = createTrialFeed(trials, definition, queue, writer);
      let after = '0';
      let end: RunEnd | null = null;
      let isStopping = false;
      const noteWorkers = createWorkersNote(options);
      const isCareDue = createRhythm(careMs);

      /** Keeps the run, and finds what no result tells. */
      const takeCare = async (): Promise<void> => {
        await hold.renew();
        if ((await redis.exists(keys.record)) === 0) {
          assertKnownSpending(record, shown);
          note(`the queue at ${shown} came back empty: its trials are put there again`);
          await publish();
          feed.startAgain();
        }
        if (end === null && !isStopping) await feed.restore();
        end ??= await findFailed(queue, redis, keys, definition.id);
        await noteWorkers();
      };

      while (feed.left > 0) {
        if (!isStopping) await whileConnected(patience.attempt('fill', feed.fill));
        const results = await whileConnected(readResults(reader, keys, after, waitMs));
        const played: Trial<PackedTurn>[] = [];
        for (const result of results) {
          // What an earlier command was told, it was told.
          const isNews = !isUpTo(result.entry, before);
          if (result.type === 'trial') {
            if (feed.take(result.trial)) played.push(unpackTrial(result.packed));
          } else if (isNews && result.type === 'end') end ??= result.end;
          else if (isNews && result.type === 'note') note(result.text);
        }
        if (played.length > 0) yield played;
        if (results.length > 0) {
          after = results.at(-1)?.entry ?? after;
          patience.moved();
          await whileConnected(removeResults(redis, keys, results));
          if (results.length < resultsMax && feed.left > 0) await wait(gatherMs);
        }
        if (isCareDue()) await whileConnected(patience.attempt('care', takeCare));
        if (end === null && !signal.aborted) continue;
        const stop = () => redis.set(keys.stop, '1');
        isStopping ||= await whileConnected(patience.attempt('stop', stop));
        let underWay: number | null = null;
        const withdraw = async (): Promise<void> => {
          underWay = await feed.withdraw();
        };
        await whileConnected(patience.attempt('withdraw', withdraw));
        if (underWay === 0 && results.length === 0) break;
      }
      if (backend.kind === 'live') {
        const { requests, costUsd } = await whileConnected(readLedger(redis, keys.ledger));
        options.spent(requests, costUsd);
      }
      await whileConnected(removeRun(redis, keys));
      if (end !== null) throw toError(end);
      if (feed.left > 0) signal.throwIfAborted();
    } finally {
      reader.disconnect();
      // What a server refuses now has been said; it expires.
      if (!connection.lost.aborted) await hold.release().catch(() => undefined);
      await queue.close();
    }
  };
}

/** A second connection: it waits for results, and nothing may wait behind it. */
function openReader(redis: Redis): Redis {
  const reader = redis.duplicate();
  reader.on('error', () => undefined);
  return reader;
}

/** True at the first call, and then when so much time has passed. */
function createRhythm(ms: number): () => boolean {
  let lastMs = Number.NEGATIVE_INFINITY;
  return () => {
    const now = performance.now();
    if (now - lastMs < ms) return false;
    lastMs = now;
    return true;
  };
}

/** Says once that there is no worker. */
function createWorkersNote({ connection: { redis, shown }, note }: QueuePlayOptions) {
  let isSaid = false;
  return async (): Promise<void> => {
    if (isSaid) return;
    const [seconds = 0] = await redis.time();
    if ((await redis.zcount(workersKey, seconds, '+inf')) > 0) return;
    isSaid = true;
    note(`no worker plays the queue; start some: turntape worker ${shown}`);
  };
}

/** Jobs that were put aside, which are looked at a time. */
const failedMax = 50;

/** A job that took down every worker that began it: BullMQ puts it aside. null: there is none */
async function findFailed(
  queue: Queue<TrialJob>,
  redis: Redis,
  keys: RunKeys,
  run: string,
): Promise<RunEnd | null> {
  const failed = await queue.getFailed(0, failedMax);
  const own = failed.find((job) => job?.data.run === run);
  if (own === undefined) return null;
  await own.remove();
  // Its trials are played one after the other: the first of these is the one.
  const ids = await withoutResult(
    redis,
    keys,
    own.data.trials.map(({ id }) => id),
  );
  const trials = `${plural(ids.length, 'trial')} (${ids[0]})`;
  return {
    kind: 'error',
    code: 'invalid-run',
    message: `no worker could play ${trials}: ${own.failedReason}`,
    hint: 'Look at what the workers said, then continue with --resume',
  };
}
