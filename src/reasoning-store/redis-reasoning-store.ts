// Reasoning in Redis or Valkey, for a gateway that runs as several processes, or must survive its
// own restart. The same promises as the memory store with `freeze`, kept by the server
// (redis-scripts.ts). One server, no cluster: the scripts use keys of several slots.
import { Redis } from 'ioredis';
import type { Clock } from '../domain/clock.ts';
import { isStateEntry, readSessionPins } from '../domain/stored-state.ts';
import type { SessionPins, StateEntry } from '../domain/translator-state.ts';
import { HarnessError } from '../lib/harness-error.ts';
import { parseJson } from '../lib/json.ts';
import { isRedisClosed } from '../lib/redis-closed.ts';
import { showRedisUrl } from '../lib/redis-url.ts';
import {
  type CountingReasoningStore,
  idleMsMax,
  type ReasoningStoreLimits,
  sizeOfEntry,
  zeroCounters,
} from './limits.ts';
import { commitScript, loadScript } from './redis-scripts.ts';

/** A request must not wait for a store that hangs: without reasoning it still works. */
const defaultCommandTimeoutMs = 2000;
/**
 * After a command that got no answer in time, the store is left alone for so long: else each turn
 * of each session would wait twice. One command asks then, while the others still do without.
 */
const pauseMs = 30_000;
const connectTimeoutMs = 3000;
/** For a server that does not close its side: the process waits for it at its end. */
const disconnectTimeoutMs = 200;

export interface RedisStoreOptions {
  /** `redis://[user:password@]host:port[/database]` or `rediss://`; never repeated in a message. */
  readonly url: string;
  readonly limits: ReasoningStoreLimits;
  /** Its wall clock: the processes that share a store must agree on the time. */
  readonly clock: Clock;
  /** Start of every key; default `turntape:`. */
  readonly prefix?: string;
  /** How long one command may take; default 2000 ms. */
  readonly commandTimeoutMs?: number;
}

/** @throws HarnessError `usage` for another scheme, `upstream` when no server answers */
export async function openRedisReasoningStore(
  options: RedisStoreOptions,
): Promise<CountingReasoningStore> {
  const { limits, clock, prefix = 'turntape:' } = options;
  const client = await connect(options);
  const keys = ['used', 'sizes', 'counts'].map((name) => prefix + name);
  const counters = zeroCounters();
  let pausedUntilMs = Number.NEGATIVE_INFINITY;
  const run = async (script: string, session: string, args: readonly (string | number)[]) => {
    const now = Math.floor(clock.nowMs());
    if (clock.monotonicMs() < pausedUntilMs) throw new Error('the store did not answer in time');
    const all = [...keys, prefix, now, limits.expiryMs, session, ...args];
    const before = pausedUntilMs;
    // The first after a pause: those that come while it waits do not wait too.
    if (before > 0) pausedUntilMs = clock.monotonicMs() + pauseMs;
    try {
      const answer = (await client.eval(script, keys.length, ...all)) as unknown[];
      pausedUntilMs = Number.NEGATIVE_INFINITY;
      return answer;
    } catch (error) {
      if (isTimeout(error)) pausedUntilMs = clock.monotonicMs() + pauseMs;
      else if (before > 0) pausedUntilMs = before;
      throw error;
    }
  };
  return {
    async load({ session, anchors }) {
      const [expired, pins, ...values] = await run(loadScript, session, anchors);
      const entries = values.flatMap((value) => readEntry(value) ?? []);
      counters.expired += Number(expired);
      counters.hits += entries.length;
      counters.misses += anchors.length - entries.length;
      return { pins: readPins(pins), entries };
    },
    async commit({ session, pins, entries }) {
      const { sessionsMax, entriesPerSessionMax, bytesMax } = limits;
      const [expired, keptOut, refused, evicted] = await run(commitScript, session, [
        ...[sessionsMax, entriesPerSessionMax, bytesMax, idleMsMax],
        pins === null ? '' : JSON.stringify(pins),
        ...entries.flatMap((entry) => [entry.anchor, sizeOfEntry(entry), JSON.stringify(entry)]),
      ]);
      counters.expired += Number(expired);
      counters.frozenEntries += Number(keptOut);
      counters.refusedSessions += Number(refused);
      counters.evictedSessions += Number(evicted);
    },
    async close() {
      client.disconnect();
    },
    counters: () => ({ ...counters }),
  };
}

async function connect({
  url,
  commandTimeoutMs = defaultCommandTimeoutMs,
}: RedisStoreOptions): Promise<Redis> {
  showRedisUrl(url, 'a reasoning store', '--reasoning-store redis://127.0.0.1:6379');
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: connectTimeoutMs,
    disconnectTimeout: disconnectTimeoutMs,
    commandTimeout: commandTimeoutMs,
    // A command fails at once while there is no connection, instead of waiting in a queue.
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
  });
  // Each command that fails says so itself; without a listener the event would end the process.
  client.on('error', () => undefined);
  const startedMs = performance.now();
  try {
    await client.connect();
    // Where the server does not have it, the client would continue with the first one.
    const { db = 0 } = client.options;
    if (db !== 0) await client.select(db);
    return client;
  } catch (error) {
    client.disconnect();
    const said = error instanceof Error ? error.message : 'unknown';
    // The client asks for the server's state first, and closes where that takes too long.
    const isSilent = isRedisClosed(error) && performance.now() - startedMs >= commandTimeoutMs;
    const reason = isSilent ? `it said nothing for ${commandTimeoutMs / 1000} s` : said;
    throw new HarnessError(
      'upstream',
      `the reasoning store does not answer (${reason})`,
      'Start the server, or leave --reasoning-store out to keep reasoning in memory',
    );
  }
}

function readPins(value: unknown): SessionPins {
  const pins = typeof value === 'string' ? parseJson(value) : undefined;
  return readSessionPins(pins);
}

/** ioredis' own error; a connection that broke fails at once. */
function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.message === 'Command timed out';
}

/** What another version may have written otherwise counts as not found. */
function readEntry(value: unknown): StateEntry | null {
  const entry = typeof value === 'string' ? parseJson(value) : undefined;
  return isStateEntry(entry) ? entry : null;
}
