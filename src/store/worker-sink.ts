// The Sink that the proxy's thread holds: it copies, posts and returns. SQLite, compression and every
// wait for a lock are in recorder-worker.ts. The queue between them is bounded: what does not fit is
// a gap, and traffic goes on.
import { Worker } from 'node:worker_threads';
import type { ExchangeEnd, ResponseHead } from '../domain/exchange.ts';
import type { SessionDescriptor } from '../domain/session.ts';
import type { Sink } from '../domain/sink.ts';
import { assertNever } from '../lib/assert-never.ts';
import { HarnessError, type HarnessErrorCode } from '../lib/harness-error.ts';
import { batchOf } from './chunk-batch.ts';
import {
  type ExchangeUpdate,
  type SinkMessage,
  sharedMonotonicMs,
  type WorkerMessage,
  type WorkerSetup,
} from './worker-messages.ts';

/** How long a request may wait for the database before it goes on unrecorded. */
const beginDeadlineMs = 1_000;
/** After the deadline, for an answer that is on its way already. */
const answerGraceMs = 250;
/** Chunks are collected this long: one message a tick costs less than one a chunk. */
const postIntervalMs = 100;
/** Bytes that may be on their way to the worker, or wait here. */
const queuedBytesMax = 64 * 1024 * 1024;
/** How long closing waits for a locked database before what is left becomes a gap. */
const closeMsMax = 5_000;

export interface WorkerSinkOptions {
  /** Called once for the first thing that could not be stored, with the reason. */
  readonly onGap?: (reason: string) => void;
  /** Default 1,000. */
  readonly beginDeadlineMs?: number;
  /** Default 64 MB. */
  readonly queuedBytesMax?: number;
  /** Default 5,000. */
  readonly closeMsMax?: number;
}

export interface WorkerSink extends Sink {
  /** The database's key for what stands in place of secrets. */
  readonly fingerprintKey: Uint8Array;
  /** Exchanges that could not be stored, or not to their end. Final after `close`. */
  gaps(): number;
}

interface Pending {
  flushedMs: number | undefined;
  head: ResponseHead | undefined;
  parts: Uint8Array[];
  times: number[];
  end: ExchangeEnd | undefined;
}

/**
 * Opens the database in a thread of its own. Throws HarnessError as `openDatabase` does.
 * @param path of the database file, made when missing
 */
export async function openWorkerSink(
  path: string,
  options: WorkerSinkOptions = {},
): Promise<WorkerSink> {
  const worker = startWorker({ path });
  const deadlineMs = options.beginDeadlineMs ?? beginDeadlineMs;
  const bytesMax = options.queuedBytesMax ?? queuedBytesMax;
  /** Exchanges that are stored and not ended. */
  const running = new Map<string, SessionDescriptor>();
  const pending = new Map<string, Pending>();
  const begins = new Map<string, (answer: 'stored' | 'gap') => void>();
  const flushes = new Map<number, () => void>();
  const closed = Promise.withResolvers<void>();
  let queuedBytes = 0;
  let tickets = 0;
  let workerGaps = 0;
  /** Gaps that no database knows of: the worker is gone. */
  let ownGaps = 0;
  let told = false;
  let alive = true;
  let timer: NodeJS.Timeout | undefined;

  const tell = (reason: string): void => {
    if (!told) options.onGap?.(reason);
    told = true;
  };
  const post = (message: SinkMessage, transfer: ArrayBuffer[] = []): void => {
    if (alive) worker.postMessage(message, transfer);
  };
  const gap = (session: SessionDescriptor, reason: string): void => {
    if (alive) {
      post({ type: 'gap', session, reason });
    } else {
      ownGaps++;
      tell(reason);
    }
  };
  const onDeath = (reason: string): void => {
    if (!alive) return;
    alive = false;
    ownGaps += running.size + begins.size;
    if (ownGaps > 0) tell(reason);
    running.clear();
    pending.clear();
    for (const answer of begins.values()) answer('gap');
    for (const done of flushes.values()) done();
    closed.resolve();
  };
  const ready = Promise.withResolvers<Uint8Array>();
  const onMessage = (message: WorkerMessage): void => {
    switch (message.type) {
      case 'ready':
        ready.resolve(message.fingerprintKey);
        return;
      case 'refused':
        ready.reject(refusalOf(message));
        return;
      case 'begun':
        queuedBytes -= message.bytes;
        begins.get(message.id)?.(message.answer);
        return;
      case 'taken':
        queuedBytes -= message.bytes;
        return;
      case 'gaps':
        workerGaps = message.total;
        if (workerGaps > 0) tell(message.reason ?? 'the database could not be written');
        return;
      case 'flushed':
        flushes.get(message.ticket)?.();
        return;
      case 'closed':
        closed.resolve();
        return;
      default:
        assertNever(message, 'message');
    }
  };
  worker.on('message', onMessage);
  worker.on('error', (error) => {
    ready.reject(error);
    onDeath(`the recording thread failed: ${error.message}`);
  });
  worker.on('exit', () => {
    ready.reject(new Error('the recording thread ended before it was ready'));
    onDeath('the recording thread ended');
  });

  const postPending = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (pending.size === 0) return;
    const updates: ExchangeUpdate[] = [];
    const transfer: ArrayBuffer[] = [];
    let bytes = 0;
    for (const [id, { parts, times, ...rest }] of pending) {
      const chunks = parts.length > 0 ? batchOf(parts, times) : undefined;
      if (chunks !== undefined) {
        bytes += chunks.bytes.length;
        transfer.push(chunks.bytes.buffer as ArrayBuffer);
      }
      updates.push({ id, ...rest, chunks });
    }
    pending.clear();
    post({ type: 'updates', updates, bytes }, transfer);
  };
  const update = (id: string, change: (exchange: Pending) => void): void => {
    if (!running.has(id)) return; // a gap
    let exchange = pending.get(id);
    if (exchange === undefined) {
      exchange = { flushedMs: undefined, head: undefined, parts: [], times: [], end: undefined };
      pending.set(id, exchange);
    }
    change(exchange);
    timer ??= setTimeout(postPending, postIntervalMs);
  };

  return {
    fingerprintKey: await ready.promise,
    gaps: () => workerGaps + ownGaps,
    begin(start) {
      if (!alive || queuedBytes + start.body.length > bytesMax + queuedBytesOfOne(queuedBytes)) {
        gap(start.session, 'more is waiting for the database than may wait');
        return Promise.resolve('gap');
      }
      const { id } = start;
      // The message holds a copy; of a view, it would be one of all that the view looks at.
      const isWhole = start.body.byteLength === start.body.buffer.byteLength;
      const body = isWhole ? start.body : new Uint8Array(start.body);
      queuedBytes += body.length;
      return new Promise((resolve) => {
        const giveUp = setTimeout(() => {
          post({ type: 'discard', id, reason: 'the database did not answer in time' });
          answer('gap');
        }, deadlineMs + answerGraceMs);
        const answer = (result: 'stored' | 'gap'): void => {
          clearTimeout(giveUp);
          begins.delete(id);
          if (result === 'stored') running.set(id, start.session);
          resolve(result);
        };
        begins.set(id, answer);
        const until = sharedMonotonicMs() + deadlineMs;
        post({ type: 'begin', start: { ...start, body }, deadlineMs: until });
      });
    },
    gap,
    flushed: (id, elapsedMs) =>
      update(id, (exchange) => {
        exchange.flushedMs = elapsedMs;
      }),
    responseHead: (id, head) =>
      update(id, (exchange) => {
        exchange.head = head;
      }),
    chunk(id, bytes, elapsedMs) {
      if (queuedBytes + bytes.length > bytesMax && running.has(id)) {
        // What is pending for it goes first, so that all that was kept is one piece.
        postPending();
        running.delete(id);
        post({ type: 'lose', id, reason: 'the database is slower than the traffic' });
        return;
      }
      update(id, (exchange) => {
        queuedBytes += bytes.length;
        exchange.parts.push(bytes);
        exchange.times.push(elapsedMs);
      });
    },
    end(id, end) {
      update(id, (exchange) => {
        exchange.end = end;
      });
      running.delete(id);
    },
    async flush() {
      postPending();
      if (!alive) return;
      const ticket = tickets++;
      await new Promise<void>((resolve) => {
        flushes.set(ticket, resolve);
        post({ type: 'flush', ticket });
      });
      flushes.delete(ticket);
    },
    async close() {
      postPending();
      post({ type: 'close' });
      const limit = setTimeout(() => {
        // Not answered: whatever had not ended, or at least what was on its way, may be lost.
        ownGaps += Math.max(1, running.size + begins.size);
        tell('the recording thread did not end in time');
        closed.resolve();
      }, options.closeMsMax ?? closeMsMax);
      await closed.promise;
      clearTimeout(limit);
      alive = false;
      // Not awaited: a thread that hangs must not keep the program.
      worker.unref();
      void worker.terminate();
    },
  };
}

/** An empty queue takes one body of any size that the server lets through. */
function queuedBytesOfOne(queuedBytes: number): number {
  return queuedBytes === 0 ? Number.POSITIVE_INFINITY : 0;
}

/** From source in a clone, compiled in the package. */
function startWorker(setup: WorkerSetup): Worker {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return new Worker(new URL(`./recorder-worker.${extension}`, import.meta.url), {
    workerData: setup,
  });
}

function refusalOf(message: Extract<WorkerMessage, { type: 'refused' }>): Error {
  const { code, message: text, hint } = message;
  // The worker sends the code of a HarnessError, or none.
  return code === undefined
    ? new Error(text)
    : new HarnessError(code as HarnessErrorCode, text, hint);
}
