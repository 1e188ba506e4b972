// The stream on which workers send back what they played and how it ended. An entry stays until
// what it says is saved.

import type { Redis } from 'ioredis';
import type { KeptTurn, PackedTurn, Trial } from '../domain/run.ts';
import { HarnessError, type HarnessErrorCode } from '../lib/harness-error.ts';
import type { HeaderList } from '../lib/header-list.ts';
import { RunStopped } from '../runner/run-stopped.ts';
import { packTrial, unpackTrial } from './pack-trial.ts';
import type { RunKeys } from './queue-keys.ts';

/** KEYS: done, results. ARGV: trial, field, value, ... The first result of a trial counts. */
const sendTrialScript = `
if redis.call('SADD', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('XADD', KEYS[2], '*', unpack(ARGV, 2))
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

export type QueueResult =
  | { readonly type: 'trial'; readonly entry: string; readonly trial: Trial<PackedTurn> }
  | { readonly type: 'end'; readonly entry: string; readonly end: RunEnd }
  /** Something that a person should see, such as a worker that was lost. */
  | { readonly type: 'note'; readonly entry: string; readonly text: string };

/** @returns false: another worker's result of this trial came first */
export async function sendTrial(
  redis: Redis,
  keys: RunKeys,
  trial: Trial<KeptTurn>,
  redact: (headers: HeaderList) => HeaderList,
): Promise<boolean> {
  const { head, rest } = packTrial(trial, redact);
  const fields = ['type', 'trial', 'head', head, 'rest', rest];
  const { done, results } = keys;
  return (await redis.eval(sendTrialScript, 2, done, results, trial.id, ...fields)) === 1;
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
  const answer = (await reader.xreadBuffer(
    ...(['COUNT', resultsMax, 'BLOCK', waitMs, 'STREAMS', keys.results, after] as const),
  )) as [Buffer, [Buffer, Buffer[]][]][] | null;
  return (answer?.[0]?.[1] ?? []).map(([entry, fields]) => parseResult(String(entry), fields));
}

function parseResult(entry: string, fields: readonly Buffer[]): QueueResult {
  const field = (name: string): Buffer => {
    const index = fields.findIndex((one, at) => at % 2 === 0 && String(one) === name);
    return fields[index + 1] ?? Buffer.alloc(0);
  };
  switch (String(field('type'))) {
    case 'trial':
      return {
        type: 'trial',
        entry,
        trial: unpackTrial({ head: field('head'), rest: field('rest') }),
      };
    case 'end':
      return { type: 'end', entry, end: JSON.parse(String(field('end'))) as RunEnd };
    default:
      return { type: 'note', entry, text: String(field('text')) };
  }
}

/** Whether an entry, named `MS-NUMBER`, is not later than another. @param last null: none */
export function isUpTo(entry: string, last: string | null): boolean {
  if (last === null) return false;
  const [ms = 0, number = 0] = entry.split('-').map(Number);
  const [lastMs = 0, lastNumber = 0] = last.split('-').map(Number);
  return ms < lastMs || (ms === lastMs && number <= lastNumber);
}
