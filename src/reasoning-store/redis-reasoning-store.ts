// Reasoning in Redis or Valkey, for a gateway that runs as several processes, or must survive its
// own restart. The same promises as the memory store with `freeze`, kept by the server
// (redis-scripts.ts). One server, no cluster: the scripts use keys of several slots.
import { Redis } from 'ioredis';
import type { Clock } from '../domain/clock.ts';
import type { SessionPins, StateEntry } from '../domain/translator-state.ts';
import { HarnessError } from '../lib/harness-error.ts';
import { isJsonObject, parseJson } from '../lib/json.ts';
import {
  type CountingReasoningStore,
  type ReasoningStoreLimits,
  sizeOfEntry,
  zeroCounters,
} from './limits.ts';
import { commitScript, loadScript } from './redis-scripts.ts';

/** A request must not wait for a store that hangs: without reasoning it still works. */
const commandTimeoutMs = 2000;
const connectTimeoutMs = 3000;

export interface RedisStoreOptions {
  /** `redis://[user:password@]host:port[/database]` or `rediss://`; never repeated in a message. */
  readonly url: string;
  readonly limits: ReasoningStoreLimits;
  /** Its wall clock: the processes that share a store must agree on the time. */
  readonly clock: Clock;
  /** Start of every key; default `turntape:`. */
  readonly prefix?: string;
}

/** @throws HarnessError `usage` for another scheme, `upstream` when no server answers */
export async function openRedisReasoningStore(
  options: RedisStoreOptions,
): Promise<CountingReasoningStore> {
  const { limits, clock, prefix = 'turntape:' } = options;
  const client = await connect(options.url);
  const keys = ['used', 'sizes', 'counts'].map((name) => prefix + name);
  const counters = zeroCounters();
  const run = (script: string, session: string, args: readonly (string | number)[]) => {
    const now = Math.floor(clock.nowMs());
    const all = [...keys, prefix, now, limits.expiryMs, session, ...args];
    return client.eval(script, keys.length, ...all) as Promise<unknown[]>;
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
      const [expired, keptOut, refused] = await run(commitScript, session, [
        ...[sessionsMax, entriesPerSessionMax, bytesMax],
        pins === null ? '' : JSON.stringify(pins),
        ...entries.flatMap((entry) => [entry.anchor, sizeOfEntry(entry), JSON.stringify(entry)]),
      ]);
      counters.expired += Number(expired);
      counters.frozenEntries += Number(keptOut);
      counters.refusedSessions += Number(refused);
    },
    async close() {
      client.disconnect();
    },
    counters: () => ({ ...counters }),
  };
}

async function connect(url: string): Promise<Redis> {
  if (!/^rediss?:\/\//.test(url)) {
    throw new HarnessError(
      'usage',
      'a reasoning store is named by a URL that begins with redis:// or rediss://',
      'For example --reasoning-store redis://127.0.0.1:6379',
    );
  }
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: connectTimeoutMs,
    commandTimeout: commandTimeoutMs,
    // A command fails at once while there is no connection, instead of waiting in a queue.
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
  });
  // Each command that fails says so itself; without a listener the event would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    client.disconnect();
    throw new HarnessError(
      'upstream',
      `the reasoning store does not answer (${error instanceof Error ? error.message : 'unknown'})`,
      'Start the server, or leave --reasoning-store out to keep reasoning in memory',
    );
  }
}

function readPins(value: unknown): SessionPins {
  const pins = typeof value === 'string' ? parseJson(value) : undefined;
  return isJsonObject(pins) ? (pins as SessionPins) : {};
}

/** What another version may have written otherwise counts as not found. */
function readEntry(value: unknown): StateEntry | null {
  const entry = typeof value === 'string' ? parseJson(value) : undefined;
  const isEntry =
    isJsonObject(entry) && typeof entry['anchor'] === 'string' && Array.isArray(entry['reasoning']);
  return isEntry ? (entry as unknown as StateEntry) : null;
}
