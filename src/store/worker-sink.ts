// The Sink that the proxy's thread holds: a request is appended to the spool, everything else is
// posted. SQLite, compression and every wait for a lock are in recorder-worker.ts. The queue between
// them is bounded: what does not fit is a gap, and traffic goes on.
import { Worker } from 'node:worker_threads';
import type { SessionDescriptor } from '../domain/session.ts';
import type { Sink } from '../domain/sink.ts';
import { assertNever } from '../lib/assert-never.ts';
import { HarnessError, type HarnessErrorCode } from '../lib/harness-error.ts';
import { createAwaitedBegins } from './awaited-begins.ts';
import { createPendingUpdates, type PendingUpdate } from './pending-updates.ts';
import { identifySafely } from './spool/identify-safely.ts';
import { createSpool } from './spool/spool.ts';
import { createSpooledRequests, type SpooledRequests } from './spool/spooled-requests.ts';
import type { SinkMessage, WorkerMessage, WorkerSetup } from './worker-messages.ts';

/** How long a request may wait for the database before it goes on unrecorded. */
const beginDeadlineMs = 1_000;
/** Everything is collected this long: chunks are to be in the database within a quarter second. */
const postIntervalMs = 200;
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
  /** Default: beside the database. Null: every request waits for the database. */
  readonly spool?: null;
}

export interface WorkerSink extends Sink {
  /** The database's key for what stands in place of secrets. */
  readonly fingerprintKey: Uint8Array;
  /** Exchanges that could not be stored, or not to their end. Final after `close`. */
  gaps(): number;
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
  const bytesMax = options.queuedBytesMax ?? queuedBytesMax;
  /** Exchanges that are stored and not ended. */
  const running = new Set<string>();
  const pending = createPendingUpdates();
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
  /** Not before the database's key is known. */
  let spooled: SpooledRequests | undefined;

  const tell = (reason: string): void => {
    if (!told) options.onGap?.(reason);
    told = true;
  };
  const post = (message: SinkMessage, transfer: ArrayBuffer[] = []): void => {
    if (alive) worker.postMessage(message, transfer);
  };
  const awaited = createAwaitedBegins(post, options.beginDeadlineMs ?? beginDeadlineMs);
  const gap = (session: SessionDescriptor, reason: string): void => {
    if (alive) {
      post({ type: 'gap', session, reason });
    } else {
      ownGaps++;
      tell(reason);
    }
  };
  /** What is lost, or lost in part, without the worker. */
  const unfinished = (): number =>
    new Set([...running, ...(spooled?.ids() ?? []), ...awaited.ids()]).size;
  const onDeath = (reason: string): void => {
    if (!alive) return;
    alive = false;
    ownGaps += unfinished();
    if (ownGaps > 0) tell(reason);
    running.clear();
    pending.clear();
    awaited.giveUp();
    for (const done of flushes.values()) done();
    closed.resolve();
  };
  const ready = Promise.withResolvers<Extract<WorkerMessage, { type: 'ready' }>>();
  const onMessage = (message: WorkerMessage): void => {
    switch (message.type) {
      case 'ready':
        ready.resolve(message);
        return;
      case 'refused':
        ready.reject(refusalOf(message));
        return;
      case 'begun':
        queuedBytes -= message.bytes;
        awaited.answer(message.id, message.answer);
        return;
      case 'settled':
        for (const id of message.ids) queuedBytes -= spooled?.release(id) ?? 0;
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
        // At once: the thread's end may be told in the same turn, and is no death then.
        alive = false;
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
    spooled?.nameAll();
    const taken = pending.take();
    if (taken !== null) post(taken.message, taken.transfer);
  };
  const update = (id: string, change: (exchange: PendingUpdate) => void): void => {
    if (!running.has(id)) return; // a gap
    change(pending.of(id));
    timer ??= setTimeout(postPending, postIntervalMs);
  };
  const { fingerprintKey, recorder } = await ready.promise;
  const owner = { path, fingerprintKey };
  const now = (): number => performance.now();
  if (options.spool !== null) {
    spooled = createSpooledRequests(createSpool({ owner, recorder, now }), (request) => {
      pending.of(request.request.id).spooled = request;
      timer ??= setTimeout(postPending, postIntervalMs);
    });
  }

  return {
    fingerprintKey,
    gaps: () => workerGaps + ownGaps,
    async begin(exchange, identify) {
      const { id, body } = exchange;
      if (!alive || queuedBytes + body.length > bytesMax + queuedBytesOfOne(queuedBytes)) {
        const session = identifySafely(identify, id);
        gap(session, 'more is waiting for the database than may wait');
        return 'gap';
      }
      const bytes = spooled?.take(exchange, identify) ?? null;
      queuedBytes += bytes ?? body.length;
      if (bytes !== null) {
        pending.of(id); // in the order in which they began
        running.add(id);
        return 'stored';
      }
      postPending(); // those before it in the spool are before it in the database too
      const answer = await awaited.begin({ ...exchange, session: identifySafely(identify, id) });
      if (answer === 'stored') running.add(id);
      return answer;
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
        ownGaps += Math.max(1, unfinished());
        tell('the recording thread did not end in time');
        closed.resolve();
      }, options.closeMsMax ?? closeMsMax);
      await closed.promise;
      clearTimeout(limit);
      alive = false;
      spooled?.close();
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
