// The stream on which workers send back what they played and how it ended. An entry stays until
// what it says is saved.

import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { HarnessError, type HarnessErrorCode } from '../lib/harness-error.ts';
import { RunStopped } from '../runner/run-stopped.ts';
import type { RunKeys } from './queue-keys.ts';

/**
 * KEYS: done, results, payloads. ARGV: trial, name of its result. The first result of a trial
 * counts, also where it is announced again because the answer was lost. -1: its payload is missing.
 * A script that held the payload would copy it twice.
 */
const announceScript = `
if redis.call('HEXISTS', KEYS[3], ARGV[2]) == 0 then return -1 end
if redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2]) == 0 then
  if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then return 1 end
  redis.call('HDEL', KEYS[3], ARGV[2])
  return 0
end
redis.call('XADD', KEYS[2], '*', 'type', 'trial', 'trial', ARGV[1], 'name', ARGV[2])
return 1`;

/** How a run ends before all is played. */
export type RunEnd =
  | { readonly kind: 'stopped'; readonly reason: RunStopped['reason']; readonly message: string }
  | {
      readonly kind: 'error';
      readonly code: HarnessErrorCode;
      readonly message: string;
      readonly hint: string;
    }
  | { readonly kind: 'defect'; readonly message: string; readonly stack: string };

export type QueueResult = { readonly entry: string } & (
  | {
      readonly type: 'trial';
      readonly trial: string;
      /** Name of its payload. */
      readonly name: string;
      /** `unpackTrial` reads it; null: it was saved, and only its entry was left. */
      readonly packed: Buffer | null;
    }
  | { readonly type: 'end'; readonly end: RunEnd }
  /** Something that a person should see, such as a worker that was lost. */
  | { readonly type: 'note'; readonly text: string }
);

/** Names a result: several workers may have one of the same trial. */
export const nameResult = (trial: string): string => `${trial}/${randomUUID()}`;

/**
 * May be called again for the same result.
 * @returns false: another worker's result of this trial came first
 */
export async function sendTrial(
  redis: Redis,
  { done, results, payloads }: RunKeys,
  {
    trial,
    name,
    packed,
  }: { readonly trial: string; readonly name: string; readonly packed: Buffer },
): Promise<boolean> {
  // Sent together. Where the first is refused, the second does nothing.
  const [, announced] = await Promise.all([
    redis.hset(payloads, name, packed),
    redis.eval(announceScript, 3, done, results, payloads, trial, name),
  ]);
  if (announced === -1) throw new TypeError(`the result of ${trial} was not kept`);
  return announced === 1;
}

/** Of these trials, those without a result. */
export async function withoutResult(
  redis: Redis,
  { done }: RunKeys,
  trials: readonly string[],
): Promise<string[]> {
  const names = await redis.hmget(done, ...trials);
  return trials.filter((_, index) => (names[index] ?? null) === null);
}

export async function sendEnd(redis: Redis, keys: RunKeys, end: RunEnd): Promise<void> {
  await redis.xadd(keys.results, '*', 'type', 'end', 'end', JSON.stringify(end));
}

export async function sendNote(redis: Redis, keys: RunKeys, text: string): Promise<void> {
  await redis.xadd(keys.results, '*', 'type', 'note', 'text', text);
}

/** What a thrown error says to the command that asked for the run. @param where one line */
export function toRunEnd(error: unknown, where: string): RunEnd {
  if (error instanceof RunStopped) {
    return { kind: 'stopped', reason: error.reason, message: error.message };
  }
  if (error instanceof HarnessError) {
    const { code, message, hint } = error;
    return { kind: 'error', code, message: `${where}: ${message}`, hint };
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return { kind: 'defect', message: `${where}: ${message}`, stack: stack ?? message };
}

/** The error that a run ended with on a worker, as if it had been thrown here. */
export function toError(end: RunEnd): Error {
  switch (end.kind) {
    case 'stopped':
      return new RunStopped(end.reason, end.message);
    case 'error':
      return new HarnessError(end.code, end.message, end.hint);
    default: {
      const error = new Error(end.message);
      error.stack = `${end.message}\n${end.stack}`;
      return error;
    }
  }
}

/** Results of one read: the memory that they take here. */
export const resultsMax = 16;

/**
 * What came after an entry; empty: nothing within `waitMs`.
 * @param reader a connection that nothing else uses, since it waits
 * @param after an entry's name; `0`: all that is there
 */
export async function readResults(
  reader: Redis,
  keys: RunKeys,
  after: string,
  waitMs: number,
): Promise<QueueResult[]> {
  const answer = await reader.xread(
    ...(['COUNT', resultsMax, 'BLOCK', waitMs, 'STREAMS', keys.results, after] as const),
  );
  const results = (answer?.[0]?.[1] ?? []).map(([entry, fields]) => parseResult(entry, fields));
  const names = results.flatMap((result) => (result.type === 'trial' ? [result.name] : []));
  if (names.length === 0) return results;
  const payloads = await reader.hmgetBuffer(keys.payloads, ...names);
  let next = 0;
  return results.map((result) =>
    result.type === 'trial' ? { ...result, packed: payloads[next++] ?? null } : result,
  );
}

/** What they say is saved. */
export async function removeResults(
  redis: Redis,
  keys: RunKeys,
  results: readonly QueueResult[],
): Promise<void> {
  const names = results.flatMap((result) => (result.type === 'trial' ? [result.name] : []));
  const entries = results.map(({ entry }) => entry);
  await Promise.all([
    redis.xdel(keys.results, ...entries),
    names.length > 0 && redis.hdel(keys.payloads, ...names),
  ]);
}

function parseResult(entry: string, fields: readonly string[]): QueueResult {
  const field = (name: string): string => {
    const index = fields.findIndex((one, at) => at % 2 === 0 && one === name);
    return fields[index + 1] ?? '';
  };
  switch (field('type')) {
    case 'trial':
      return { type: 'trial', entry, trial: field('trial'), name: field('name'), packed: null };
    case 'end':
      return { type: 'end', entry, end: JSON.parse(field('end')) as RunEnd };
    default:
      return { type: 'note', entry, text: field('text') };
  }
}

/** Whether an entry, named `MS-NUMBER`, is not later than another. @param last null: none */
export function isUpTo(entry: string, last: string | null): boolean {
  if (last === null) return false;
  const [ms = 0, number = 0] = entry.split('-').map(Number);
  const [lastMs = 0, lastNumber = 0] = last.split('-').map(Number);
  return ms < lastMs || (ms === lastMs && number <= lastNumber);
}
