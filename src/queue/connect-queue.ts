// The connection to the Redis (or Valkey) that holds a queue of trials. A server that goes away is
// waited for, and that is said once; its password is in no message.

import { Redis } from 'ioredis';
import { HarnessError } from '../lib/harness-error.ts';
import { isRedisClosed } from '../lib/redis-closed.ts';
import { assertServer } from './assert-server.ts';
import { showQueueUrl } from './queue-url.ts';
import { describeRefusal, refusalOf } from './server-refusal.ts';

const connectTimeoutMs = 5_000;
/** For its first answers: a server that starts reads its file first. */
const answerMsMax = 30_000;
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
  /** How long a server that is full, or went away, is waited for, ms. */
  readonly waitMsMax: number;
  /** What the server refuses becomes a HarnessError; another error stays as it is. */
  describe(error: unknown): unknown;
  close(): void;
}

export interface ConnectOptions {
  /** How long a server that is full, or went away, is waited for, ms. */
  readonly waitMsMax: number;
  /** What to do when it did not come back, for the error. */
  readonly hint: string;
  /** Tells a person that the server went away, and that it is back. */
  readonly note: (text: string) => void;
  /** How long its first answers may take, ms; absent: 30 s. */
  readonly answerMsMax?: number;
}

/**
 * @throws HarnessError `usage` for another scheme, `upstream` when no server answers,
 *   `configuration` for a server that cannot hold a queue
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
    if (!isRedisClosed(error)) lastError = error;
  });
  try {
    await withinTime(introduce(redis, shown), options.answerMsMax ?? answerMsMax);
  } catch (error) {
    redis.disconnect();
    throw error instanceof HarnessError ? error : connectError(lastError ?? error, shown);
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
    waitMsMax: options.waitMsMax,
    whileConnected: (work) => Promise.race([work, failure]),
    describe: (error) => describeRefusal(error, shown, options.hint),
    close() {
      stop();
      redis.disconnect();
    },
  };
}

async function introduce(redis: Redis, shown: string): Promise<void> {
  await redis.connect();
  // Where the server does not have this database, the client would continue with the first one.
  await redis.select(redis.options.db ?? 0);
  assertServer(await redis.info(), shown);
}

async function withinTime(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new Error(`it said nothing for ${ms / 1000} s`);
    timer = setTimeout(() => reject(error), ms);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}

function connectError(error: unknown, shown: string): HarnessError {
  const reason = reasonOf(error);
  const [what, hint] =
    refusalOf(error) !== null
      ? [
          `the Redis at ${shown} does not let this command in: ${reason}`,
          'Name user, password and database: redis://USER:PASSWORD@HOST:PORT/DATABASE',
        ]
      : /CERT|VERIFY|ALTNAME/.test(reason)
        ? [
            `the certificate of ${shown} is not trusted: ${reason}`,
            'Name the file of the authority that signed it in NODE_EXTRA_CA_CERTS',
          ]
        : [
            `no Redis answers at ${shown}: ${reason}`,
            'Start one there, or check the address: rediss:// is with TLS, redis:// without',
          ];
  return new HarnessError('upstream', what, hint, error);
}

/** Its own words, which do not hold what the URL said. */
function reasonOf(error: unknown): string {
  const refusal = refusalOf(error);
  // What follows is about a protocol that the user did not choose.
  if (refusal?.startsWith('NOAUTH')) return 'NOAUTH, it wants a password';
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
