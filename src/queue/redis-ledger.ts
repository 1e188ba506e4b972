// The budget of a live run where all workers reach it. The rules are the runner's; Redis only sees
// to it that nothing comes between reading the ledger and writing what a rule made of it.

import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { HarnessError } from '../lib/harness-error.ts';
import type { LedgerKeeper } from '../runner/budget.ts';
import { emptyLedger, giveUpSession, type Ledger } from '../runner/budget-ledger.ts';

/** How often a request that waits for others looks again. */
const lookMs = 250;

/** KEYS: ledger. ARGV: what was read, what to write. */
const exchangeScript = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2])
return 1`;

export interface RedisLedger extends LedgerKeeper {
  /**
   * What earlier players of these trials hold is given up. @returns sessions that were under way
   */
  giveUp(trials: readonly string[]): Promise<number>;
}

/** @returns what was spent before by a command that did not come to its end; null: there is none */
export async function beginLedger(redis: Redis, key: string): Promise<Ledger | null> {
  const isNew = await redis.set(key, JSON.stringify(emptyLedger), 'NX');
  return isNew === null ? await readLedger(redis, key) : null;
}

/** @throws HarnessError `upstream` when the server has lost it: what was spent is not known then */
export async function readLedger(redis: Redis, key: string): Promise<Ledger> {
  return (await read(redis, key)).ledger;
}

async function read(redis: Redis, key: string): Promise<{ ledger: Ledger; text: string }> {
  const text = await redis.get(key);
  if (text === null) {
    throw new HarnessError(
      'upstream',
      'the queue has lost the budget of the run, so that nothing more may be sent',
      'Continue with --resume and what is left of the budget; appendonly in Redis prevents it',
    );
  }
  return { ledger: JSON.parse(text) as Ledger, text };
}

/**
 * A command that was sent and got no answer, because the connection broke, is sent again: then a
 * request may be counted twice, never less than once.
 */
export function keepLedgerInRedis(redis: Redis, key: string): RedisLedger {
  async function update<T>(change: (ledger: Ledger) => readonly [Ledger, T]): Promise<T> {
    for (;;) {
      const { ledger, text } = await read(redis, key);
      const [next, result] = change(ledger);
      if (next === ledger) return result;
      const isDone = await redis.eval(exchangeScript, 1, key, text, JSON.stringify(next));
      if (isDone === 1) return result;
    }
  }
  return {
    update,
    changedFrom: () => wait(lookMs),
    nameSession: (trial) => `${trial}/${randomUUID()}`,
    giveUp: (trials) =>
      update((ledger) => {
        const sessions = Object.keys(ledger.sessions).filter((session) =>
          trials.some((trial) => session.startsWith(`${trial}/`)),
        );
        return [sessions.reduce(giveUpSession, ledger), sessions.length] as const;
      }),
  };
}
