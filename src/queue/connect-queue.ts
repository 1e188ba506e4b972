// The connection to the Redis (or Valkey) that holds a queue of trials. A server that goes away is
// waited for, and that is said once; its password is in no message.

import { Redis } from 'ioredis';
import { HarnessError } from '../lib/harness-error.ts';
import { showQueueUrl } from './queue-url.ts';

const connectTimeoutMs = 5_000;
/** Longest pause between two attempts to connect again. */
const retryMsMax = 1_000;

export interface QueueConnection {
  readonly redis: Redis;
  /** The server's address without its password, for messages. */
  readonly shown: string;
  /** Its reason is a HarnessError: the server has not answered for too long. */
  readonly lost: AbortSignal;
  /** As `work` ends, or the reason of `lost`, which commands do not notice themselves. */
  whileConnected<T>(work: Promise<T>): Promise<T>;
  close(): void;
}

export interface ConnectOptions {
  /** How long a server that went away is waited for, ms. */
  readonly waitMsMax: number;
  /** What to do when it did not come back, for the error. */
  readonly hint: string;
  /** Tells a person that the server went away, and that it is back. */
  readonly note: (text: string) => void;
}

/**
 * A server that forgets jobs when it is full would lose trials.
 * @throws HarnessError `configuration`
 */
function assertKeeps(information: string, shown: string): void {
  const policy = /^maxmemory_policy:(\S+)/m.exec(information)?.[1] ?? 'noeviction';
  const limit = /^maxmemory:(\d+)/m.exec(information)?.[1] ?? '0';
  if (policy === 'noeviction' || limit === '0') return;
  throw new HarnessError(
    'configuration',
    `the server at ${shown} drops keys when it is full (maxmemory-policy ${policy})`,
    'Trials would be lost: set maxmemory-policy to noeviction there, or use another server',
  );
}

/**
 * @throws HarnessError `usage` for another scheme, `upstream` when no server answers,
 *   `configuration` for a server that drops keys
 */
export async function connectQueue(url: string, options: ConnectOptions): Promise<QueueConnection> {
  const shown = showQueueUrl(url);
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: connectTimeoutMs,
    // Commands wait for the server to come back.
    maxRetriesPerRequest: null,
    retryStrategy: (times) => Math.min(50 * times, retryMsMax),
  });
  // Without a listener the event would end the process.
  let lastError: unknown;
  redis.on('error', (error) => {
    lastError = error;
  });
  try {
    await redis.connect();
    assertKeeps(await redis.info('memory'), shown);
  } catch (error) {
    redis.disconnect();
    if (error instanceof HarnessError) throw error;
    throw new HarnessError(
      'upstream',
      `no Redis answers at ${shown}: ${reasonOf(lastError ?? error)}`,
      'Start one there, or check the address, the user and the password',
    );
  }
  const { signal: lost, stop } = watchConnection(redis, shown, options);
  const failure = new Promise<never>((_, reject) => {
    lost.addEventListener('abort', () => reject(lost.reason));
  });
  failure.catch(() => undefined);
  return {
    redis,
    shown,
    lost,
    whileConnected: (work) => Promise.race([work, failure]),
    close() {
      stop();
      redis.disconnect();
    },
  };
}

/** Its own words, which do not hold what the URL said. */
function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return typeof code === 'string'
    ? code
    : String(message).split('\n')[0]?.slice(0, 100) || 'no answer';
}

function watchConnection(
  redis: Redis,
  shown: string,
  { waitMsMax, hint, note }: ConnectOptions,
): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  let waiting: NodeJS.Timeout | undefined;
  redis.on('close', () => {
    if (waiting !== undefined) return;
    note(`the queue at ${shown} does not answer: waiting for it`);
    waiting = setTimeout(() => {
      const seconds = Math.round(waitMsMax / 1000);
      const message = `the queue at ${shown} has not answered for ${seconds} s`;
      controller.abort(new HarnessError('upstream', message, hint));
    }, waitMsMax);
  });
  redis.on('ready', () => {
    if (waiting === undefined) return;
    clearTimeout(waiting);
    waiting = undefined;
    note(`the queue at ${shown} answers again`);
  });
  return {
    signal: controller.signal,
    stop() {
      redis.removeAllListeners('close');
      clearTimeout(waiting);
    },
  };
}
