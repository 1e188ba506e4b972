// A worker: takes jobs from the queue, plays their trials, sends back what was played. It keeps no
// file. When it is killed, its job goes back to the queue as soon as its lease has run out.

import { randomBytes, randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setImmediate as nextLoop, setTimeout as wait } from 'node:timers/promises';
import { type Job, Queue, WaitingError, Worker } from 'bullmq';
import { redactHeaders } from '../exchange/redact-headers.ts';
import { HarnessError } from '../lib/harness-error.ts';
import type { HeaderList } from '../lib/header-list.ts';
import { sha256 } from '../lib/sha256.ts';
import type { LedgerKeeper } from '../runner/budget.ts';
import type { PlannedTrial } from '../runner/plan.ts';
import { RunStopped } from '../runner/run-stopped.ts';
import { SessionLost } from '../runner/session-lost.ts';
import { playTrial, type TrialFactories } from '../runner/trial.ts';
import { isEndOfRun } from '../runner/trial-outcome.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { QueueConnection } from './connect-queue.ts';
import { createOpenedRuns } from './opened-runs.ts';
import { unpackScenario } from './pack-scenario.ts';
import { packTrial } from './pack-trial.ts';
import { keyPrefix, queueName, type RunKeys, runKeys, workersKey } from './queue-keys.ts';
import { keepLedgerInRedis, type RedisLedger } from './redis-ledger.ts';
import { nameResult, sendEnd, sendNote, sendTrial, toRunEnd, withoutResult } from './results.ts';
import {
  assertVersions,
  parseRunRecord,
  type QueuedTrial,
  type RunRecord,
  type TrialJob,
} from './run-record.ts';
import { mayTakeLater, refusalOf } from './server-refusal.ts';

/** Workers that a job may take down before it is put aside. */
const stalledMax = 3;
/** How often a worker says that it lives, and for how long it is believed, s. */
const presentEverySeconds = 5;
const presentForSeconds = 15;
/** Scenarios that are kept unpacked: a trace takes megabytes. */
const scenariosMax = 8;
/** How often a server that is full is asked again, ms. */
const againMs = 1_000;

/** How long a simulated trial may keep the loop to itself, ms. */
const turnMs = 50;

/** KEYS: workers. ARGV: worker, s. By the server's clock, so that all agree. */
const presentScript = `
local now = tonumber(redis.call('TIME')[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
return redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), ARGV[1])`;

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

interface KnownRun extends OpenRun {
  readonly record: RunRecord;
  readonly keys: RunKeys;
  readonly ledger: RedisLedger | null;
}

/**
 * Plays until it is stopped, or idle for long enough.
 * @throws HarnessError for a run that this worker cannot play; its job stays in the queue
 */
export async function serveQueue(options: ServeOptions): Promise<Served> {
  const { connection, signal, leaseMs, note } = options;
  const { redis, lost } = connection;
  const host = hostname();
  const name = `${host}/${process.pid}/${randomUUID().slice(0, 8)}`;
  const key = randomBytes(32);
  const runs = createOpenedRuns<KnownRun>();
  const played = new Set<string>();
  const readScenario = createScenarioReader(connection);
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

  /** @returns whether its result is the trial's */
  async function playQueued(run: KnownRun, queued: QueuedTrial): Promise<boolean> {
    const { record, keys, ledger } = run;
    const where = `trial ${queued.id} (${queued.arm}) on ${host}`;
    const end = async (error: unknown): Promise<void> => {
      await offer(() => redis.set(keys.stop, '1'));
      await offer(() => sendEnd(redis, keys, toRunEnd(error, where)));
    };
    try {
      // No other worker has this job: an earlier player of the trial is gone, and holds nothing.
      await ledger?.giveUp([queued.id]);
      const planned = toPlanned(queued, record, await readScenario(keys, queued.scenario));
      const { trial, defect } = await playTrial(
        planned,
        record.definition.model,
        forOneTrial(run.factories),
      );
      const isSimulated = record.backend.kind === 'simulated';
      const packed = packTrial(trial, isSimulated ? asTheyAre : (all) => redactHeaders(all, key));
      const result = { trial: trial.id, name: nameResult(trial.id), packed };
      const isFirst = await offer(() => sendTrial(redis, keys, result));
      if (defect !== undefined) await end(defect);
      if (isEndOfRun(trial.outcome)) {
        const reason = trial.turns.at(-1)?.error ?? 'no answer';
        await end(new RunStopped('no-answers', `the backend stopped answering: ${reason}`));
      }
      return isFirst;
    } catch (error) {
      if (!(error instanceof SessionLost)) await end(error);
      return false;
    }
  }

  /** A result is not dropped because the server has no room for it now. */
  async function offer<T>(send: () => Promise<T>): Promise<T> {
    for (let tries = 0; ; tries++) {
      try {
        return await send();
      } catch (error) {
        if (!mayTakeLater(error) || lost.aborted) throw error;
        if (tries === 0) {
          note(`the queue takes no result (${refusalOf(error)}): it is offered again`);
        }
        await wait(againMs);
      }
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
  worker.on('stalled', (id) => void tellStalled(queue, id).catch(() => undefined));
  const present = (): void => {
    const shown = redis.eval(presentScript, 1, workersKey, name, presentForSeconds);
    shown.catch(() => undefined);
  };
  present();
  const presence = setInterval(present, presentEverySeconds * 1000);
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
    clearInterval(presence);
    clearInterval(idle);
    if (lost.aborted) void worker.close(true).catch(() => undefined);
    else {
      await redis.zrem(workersKey, name).catch(() => undefined);
      await queue.close();
    }
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

  /** The worker of a job was lost: whoever asked for the run is told, and the budget charged. */
  async function tellStalled(from: Queue<TrialJob>, id: string): Promise<void> {
    const job = await from.getJob(id);
    if (job === undefined) return;
    const keys = runKeys(job.data.run);
    const text = await redis.get(keys.record);
    if (text === null) return;
    const { backend } = parseRunRecord(text);
    const ids = job.data.trials.map((trial) => trial.id);
    if (backend.kind === 'live') await keepLedgerInRedis(redis, keys.ledger).giveUp(ids);
    const paid = backend.kind === 'live' ? '; what it had asked for counts in the budget' : '';
    // One after the other is played: only the first of these was under way.
    const [underWay] = await withoutResult(redis, keys, ids);
    if (underWay === undefined) return;
    await sendNote(redis, keys, `a worker was lost, its trial ${underWay} is played again${paid}`);
  }
}

const asTheyAre = (headers: HeaderList): HeaderList => headers;

/** @throws HarnessError `bad-input` for names that the run does not have */
function toPlanned(
  { variant: variantName, arm: armName, id, position, repeat, block, cache }: QueuedTrial,
  { definition }: RunRecord,
  scenario: Scenario,
): PlannedTrial {
  const variant = definition.variants.find(({ name }) => name === variantName);
  const arm = definition.arms.find(({ name }) => name === armName);
  if (variant === undefined || arm === undefined) {
    throw new HarnessError('bad-input', `the trial ${id} is damaged in the queue`, 'Ask again');
  }
  return { id, position, repeat, block, cache, variant, arm, scenario };
}

/**
 * Another salt each time: a cache may hold what a player that was lost had sent. And the loop turns
 * now and then, so that a lease is renewed while virtual time is played.
 */
function forOneTrial(factories: TrialFactories): TrialFactories {
  let turnedMs = performance.now();
  return {
    ...factories,
    ...(factories.live && { live: { ...factories.live, salt: randomUUID() } }),
    createBackend(setup) {
      const backend = factories.createBackend(setup);
      return {
        ...backend,
        async send(request, signal) {
          if (performance.now() - turnedMs > turnMs) {
            await nextLoop();
            turnedMs = performance.now();
          }
          return backend.send(request, signal);
        },
      };
    },
  };
}

/** Unpacked scenarios, the last ones kept. */
function createScenarioReader({ redis }: QueueConnection) {
  const kept = new Map<string, Scenario>();
  return async (keys: RunKeys, name: string): Promise<Scenario> => {
    const known = kept.get(name);
    if (known !== undefined) return known;
    const scenario = unpackScenario(name, await redis.hgetBuffer(keys.scenarios, name));
    const [oldest] = kept.keys();
    if (kept.size >= scenariosMax && oldest !== undefined) kept.delete(oldest);
    kept.set(name, scenario);
    return scenario;
  };
}
