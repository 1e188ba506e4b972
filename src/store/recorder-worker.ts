// The thread that owns the database while something is recorded: it may wait for locks and compress,
// the proxy's thread never does. Messages are dealt with in their order.
import { readSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { Database } from 'better-sqlite3';
import { HarnessError } from '../lib/harness-error.ts';
import { createSqliteSink, type SqliteSink } from './exchange-sink.ts';
import { openDatabase, readFingerprintKey } from './open-database.ts';
import type { SpooledRequest } from './spool/spooled-requests.ts';
import {
  type ExchangeUpdate,
  type SinkMessage,
  sharedMonotonicMs,
  type WorkerMessage,
  type WorkerSetup,
} from './worker-messages.ts';

/** A statement's wait for another writer: short, since others' requests queue behind it. */
const busyTimeoutMs = 100;
/** Messages come a fifth of a second apart: what is in one is written together, and at once. */
const flushIntervalMs = 0;

const port = parentPort;
if (port === null) throw new TypeError('recorder-worker.ts runs as a worker thread only');
const say = (message: WorkerMessage): void => port.postMessage(message);
// Written by worker-sink.ts, which starts this thread.
const { path } = workerData as WorkerSetup;

try {
  serve(openDatabase(path, { mode: 'write', busyTimeoutMs }));
} catch (error) {
  const { code, message, hint } =
    error instanceof HarnessError
      ? error
      : { code: undefined, message: String((error as Error).stack ?? error), hint: '' };
  say({ type: 'refused', code, message, hint });
  port.close();
}

function serve(database: Database): void {
  const clock = { nowMs: () => Date.now(), monotonicMs: sharedMonotonicMs };
  let told = 0;
  const sink = createSqliteSink(database, { clock, flushIntervalMs, onGap: tellGaps });
  function tellGaps(reason?: string): void {
    if (sink.gaps() === told) return;
    told = sink.gaps();
    say({ type: 'gaps', total: told, reason });
  }
  port?.on('message', (message: SinkMessage) => {
    void deal(message, sink, database).finally(() => tellGaps());
  });
  const { recorder } = sink;
  say({ type: 'ready', fingerprintKey: readFingerprintKey(database), recorder });
}

/** Spooled requests that are settled, to be told together. */
let settled: string[] = [];
function settle(id: string): void {
  if (settled.length === 0) setImmediate(tellSettled);
  settled.push(id);
}
function tellSettled(): void {
  if (settled.length > 0) say({ type: 'settled', ids: settled });
  settled = [];
}

async function deal(message: SinkMessage, sink: SqliteSink, database: Database): Promise<void> {
  switch (message.type) {
    case 'begin': {
      const { start, deadlineMs } = message;
      const answer = await sink.begin(start, deadlineMs);
      say({ type: 'begun', id: start.id, answer, bytes: start.body.length });
      return;
    }
    case 'discard':
      sink.discard(message.id, message.reason);
      return;
    case 'lose':
      sink.lose(message.id, message.reason);
      return;
    case 'gap':
      sink.gap(message.session, message.reason);
      return;
    case 'updates':
      for (const update of message.updates) apply(update, sink);
      say({ type: 'taken', bytes: message.bytes });
      return;
    case 'flush':
      await sink.flush();
      tellSettled();
      say({ type: 'flushed', ticket: message.ticket });
      return;
    case 'close':
      await sink.close();
      tellSettled();
      say({ type: 'gaps', total: sink.gaps(), reason: undefined });
      database.close();
      say({ type: 'closed' });
      port?.close();
  }
}

function apply({ id, spooled, flushedMs, head, chunks, end }: ExchangeUpdate, sink: SqliteSink) {
  if (spooled !== undefined) takeIn(spooled, sink);
  if (flushedMs !== undefined) sink.flushed(id, flushedMs);
  if (head !== undefined) sink.responseHead(id, head);
  if (chunks !== undefined) sink.chunks(id, chunks);
  if (end !== undefined) sink.end(id, end);
}

function takeIn({ request, session, place }: SpooledRequest, sink: SqliteSink): void {
  const body = Buffer.allocUnsafeSlow(place.bytes);
  try {
    const read = readSync(place.descriptor, body, 0, body.length, place.offset);
    if (read < body.length) throw new RangeError('the spooled request is not whole');
    sink.add({ ...request, session, body }, () => settle(request.id));
  } catch (error) {
    sink.gap(session, String(error));
    settle(request.id);
  }
}
