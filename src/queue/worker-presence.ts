// A worker says that it lives, so that whoever asks for a run knows how many there are.
import type { QueueConnection } from './connect-queue.ts';
import { workersKey } from './queue-keys.ts';

/** How often a worker says that it lives, and for how long it is believed, s. */
const presentEverySeconds = 5;
const presentForSeconds = 15;

/** KEYS: workers. ARGV: worker, s. By the server's clock, so that all agree. */
const presentScript = `
local now = tonumber(redis.call('TIME')[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
return redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), ARGV[1])`;

/** @returns what ends it: the worker is not counted any longer, where the server can be told */
export function showPresence(
  { redis, lost }: QueueConnection,
  worker: string,
): () => Promise<void> {
  const show = (): void => {
    const shown = redis.eval(presentScript, 1, workersKey, worker, presentForSeconds);
    shown.catch(() => undefined);
  };
  show();
  const timer = setInterval(show, presentEverySeconds * 1000);
  return async () => {
    clearInterval(timer);
    if (!lost.aborted) await redis.zrem(workersKey, worker).catch(() => undefined);
  };
}
