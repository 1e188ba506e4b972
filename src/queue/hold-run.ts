// One command at a time collects the results of a run: two would each save a part of them.

import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { HarnessError } from '../lib/harness-error.ts';

/** A command that says nothing for so long is taken for killed. */
const holdMs = 10_000;
const lookMs = 250;

/**
 * KEYS: collector. ARGV: own token, ms. Takes what is free, keeps what it has. A server that is
 * full says so, and what is held stays held.
 */
const takeScript = `
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
local taken = redis.pcall('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
if not taken.err then return 1 end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return taken`;

const releaseScript = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;

export interface RunHold {
  /** Call it more often than every 10 s. @throws HarnessError `usage` when another has it */
  renew(): Promise<void>;
  release(): Promise<void>;
}

/**
 * Waits for as long as a command that was killed can still seem to hold it.
 * @param key the run's collector
 * @throws HarnessError `usage` when another one has it
 */
export async function holdRun(
  redis: Redis,
  key: string,
  run: string,
  note: (text: string) => void,
): Promise<RunHold> {
  const token = randomUUID();
  const take = async (): Promise<boolean> =>
    (await redis.eval(takeScript, 1, key, token, holdMs)) === 1;
  const triesMax = Math.ceil(holdMs / lookMs) + 4;
  for (let tries = 0; !(await take()); tries++) {
    if (tries === 0) note(`another turntape asked for the run \`${run}\`: waiting for its end`);
    if (tries >= triesMax) throw heldError(run);
    await wait(lookMs);
  }
  return {
    async renew() {
      if (!(await take())) throw heldError(run);
    },
    async release() {
      await redis.eval(releaseScript, 1, key, token);
    },
  };
}

function heldError(run: string): HarnessError {
  return new HarnessError(
    'usage',
    `another turntape collects the run \`${run}\` from this queue`,
    'Let it finish, or give this run another name with --run',
  );
}
