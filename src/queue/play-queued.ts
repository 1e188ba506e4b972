// One trial of a job: it is played, and its result sent to whoever asked for the run.

import { randomBytes, randomUUID } from 'node:crypto';
import { setImmediate as nextLoop, setTimeout as wait } from 'node:timers/promises';
import { redactHeaders } from '../exchange/redact-headers.ts';
import { HarnessError } from '../lib/harness-error.ts';
import type { HeaderList } from '../lib/header-list.ts';
import type { PlannedTrial } from '../runner/plan.ts';
import { RunStopped } from '../runner/run-stopped.ts';
import { SessionLost } from '../runner/session-lost.ts';
import { playTrial, type TrialFactories } from '../runner/trial.ts';
import { isEndOfRun } from '../runner/trial-outcome.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { QueueConnection } from './connect-queue.ts';
import { packTrial } from './pack-trial.ts';
import type { RunKeys } from './queue-keys.ts';
import type { RedisLedger } from './redis-ledger.ts';
import { nameResult, sendEnd, sendTrial, toRunEnd } from './results.ts';
import type { QueuedTrial, RunRecord } from './run-record.ts';
import { createScenarioReader } from './scenario-reader.ts';
import { mayTakeLater, refusalOf } from './server-refusal.ts';

/** How often a server that is full is asked again, ms. */
export const againMs = 1_000;
/** How long a simulated trial may keep the loop to itself, ms. */
const turnMs = 50;

/** A run as a worker has opened it. */
export interface PlayedRun {
  readonly record: RunRecord;
  readonly keys: RunKeys;
  readonly factories: TrialFactories;
  /** Holds the budget of a live run; null: the run is simulated. */
  readonly ledger: RedisLedger | null;
}

/**
 * @returns whether its result is the trial's: another worker may have been first. What ends the
 *   run is told to whoever asked for it.
 * @throws what the connection to the queue throws
 */
export type PlayQueued = (run: PlayedRun, queued: QueuedTrial) => Promise<boolean>;

/** @param host named in what is told about a trial */
export function createQueuedPlayer(
  connection: QueueConnection,
  host: string,
  note: (text: string) => void,
): PlayQueued {
  const { redis, lost } = connection;
  const key = randomBytes(32);
  const readScenario = createScenarioReader(connection);

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

  return async ({ record, keys, factories, ledger }, queued) => {
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
        forOneTrial(factories),
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
  };
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
