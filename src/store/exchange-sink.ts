// The Sink over SQLite. Recording never gets in the way: nothing throws, `begin` answers within its
// deadline, everything else is buffered and written from a timer. What cannot be stored is a gap.
import type { Database } from 'better-sqlite3';
import type { Clock } from '../domain/clock.ts';
import type { ExchangeStart } from '../domain/exchange.ts';
import type { SessionDescriptor } from '../domain/session.ts';
import type { Sink } from '../domain/sink.ts';
import { batchOf, type ChunkBatch } from './chunk-batch.ts';
import { isBusy, isFull } from './database-error.ts';
import {
  type FreshRequest,
  hasNews,
  isAwaited,
  type OpenExchange,
  openExchange,
} from './open-exchange.ts';
import { endRecorder, startRecorder } from './recorders.ts';
import { createWriteOut } from './write-out.ts';

/** A killed process loses at most what arrived since the last write. */
const flushIntervalMs = 200;
/** How long a request may wait for a locked database before it goes on unrecorded. */
const beginDeadlineMs = 1_000;
/** Until a locked database is tried again. */
const retryPauseMs = 30;
/** The same for a full disk: trying costs as much as writing. */
const fullPauseMs = 500;
/** Chunk bytes that may wait for a locked database; beyond it, running exchanges are given up. */
const bufferedBytesMax = 64 * 1024 * 1024;
/**
 * Written chunks are kept until their response ends: many rows then become one. A longer response
 * stays as it was written: rewriting it would block the thread.
 */
const keptBytesMax = 4 * 1024 * 1024;
/** The same for all running responses. */
const keptBytesMaxOfAll = 64 * 1024 * 1024;

export interface SqliteSinkOptions {
  readonly clock: Clock;
  /** Default 1,000. */
  readonly beginDeadlineMs?: number;
  /** Default 200. */
  readonly flushIntervalMs?: number;
  /** Called once for the first thing that could not be stored, with the reason. */
  readonly onGap?: (reason: string) => void;
}

export interface SqliteSink extends Omit<Sink, 'begin'> {
  /** Row of this process in `recorders`. */
  readonly recorder: number;
  /** @param deadlineMs on the sink's monotonic clock; default: a second from now */
  begin(start: ExchangeStart, deadlineMs?: number): Promise<'stored' | 'gap'>;
  /**
   * Takes a request that nobody waits for, since it is stored elsewhere: it goes with the next write,
   * however long the database is locked or the disk is full. `settled` is called once, from then on it is stored here, or
   * counted as a gap; never, when the sink is closed before.
   */
  add(start: ExchangeStart, settled: (answer: 'stored' | 'gap') => void): void;
  /** Chunks that arrived one after the other. */
  chunks(id: string, batch: ChunkBatch): void;
  /** Exchanges that could not be stored, or not to their end, since the sink was made. */
  gaps(): number;
  /** Takes back an exchange whose caller no longer waited for `begin`: it is a gap. */
  discard(id: string, reason: string): void;
  /** Keeps what there is of an exchange whose further bytes are lost: cut, and a gap. */
  lose(id: string, reason: string): void;
}

/**
 * @param database opened with `openDatabase(path, { mode: 'write' })`; the sink does not close it
 */
export function createSqliteSink(database: Database, options: SqliteSinkOptions): SqliteSink {
  const { clock } = options;
  const recorder = startRecorder(database, clock);
  const writeOut = createWriteOut(database, recorder);
  const open = new Map<string, OpenExchange>();
  const ownDeadline = (): number =>
    clock.monotonicMs() + (options.beginDeadlineMs ?? beginDeadlineMs);
  /** Gaps that the database does not know of yet. */
  let unwrittenGaps: { session: SessionDescriptor; count: number }[] = [];
  /** Rows that were stored too late. */
  let discarded: number[] = [];
  let gapCount = 0;
  let bufferedBytes = 0;
  let keptBytes = 0;
  let timer: NodeJS.Timeout | undefined;
  let pauseMs = retryPauseMs;
  let closed = false;

  const countGap = (session: SessionDescriptor, error: unknown): void => {
    gapCount++;
    const known = unwrittenGaps.find(({ session: { id } }) => id === session.id);
    if (known) known.count++;
    else unwrittenGaps.push({ session, count: 1 });
    if (gapCount === 1) options.onGap?.(error instanceof Error ? error.message : String(error));
    schedule();
  };

  const refuse = (id: string, { session, fresh }: OpenExchange, error: unknown): void => {
    open.delete(id);
    countGap(session, error);
    fresh?.settle('gap');
  };
  /** After it was written out. */
  const settle = (exchange: OpenExchange): void => {
    const { batches, written } = exchange;
    for (const batch of batches) {
      exchange.writtenBytes += batch.bytes.length;
      keptBytes += written ? batch.bytes.length : 0;
    }
    if (batches.length > 0) exchange.segments++;
    written?.push(...batches);
    const isOver = exchange.end !== undefined || exchange.lost;
    const isTooMuch = exchange.writtenBytes > keptBytesMax || keptBytes > keptBytesMaxOfAll;
    if (written && (isOver || isTooMuch)) {
      keptBytes -= exchange.writtenBytes;
      exchange.written = undefined;
    }
    Object.assign(exchange, { flushedMs: undefined, head: undefined, batches: [] });
  };
  const hasWork = (): boolean =>
    unwrittenGaps.length > 0 || discarded.length > 0 || [...open.values()].some(hasNews);

  /** One try; what fails stays buffered for the next one. */
  const tryFlush = (): boolean => {
    try {
      const exchanges = [...open.values()];
      if (hasWork()) writeOut.all({ exchanges, discarded, gaps: unwrittenGaps });
    } catch (error) {
      pauseMs = isBusy(error) ? retryPauseMs : fullPauseMs;
      if (!isBusy(error)) insertOneByOne();
      for (const [id, exchange] of open) {
        const { deadlineMs = Number.POSITIVE_INFINITY } = exchange.fresh ?? {};
        if (clock.monotonicMs() >= deadlineMs) refuse(id, exchange, error);
      }
      if (bufferedBytes > bufferedBytesMax) giveUp(error);
      return false;
    }
    for (const [id, exchange] of open) {
      if (exchange.end || exchange.lost) open.delete(id);
      settle(exchange);
    }
    unwrittenGaps = [];
    discarded = [];
    bufferedBytes = 0;
    return true;
  };
  /**
   * Something could not be written: the requests for which that is true become gaps. For room on the
   * disk those wait that are stored elsewhere.
   */
  const insertOneByOne = (): void => {
    let full = false;
    for (const [id, exchange] of open) {
      if (exchange.fresh === undefined || (full && !isAwaited(exchange))) continue;
      try {
        writeOut.alone(exchange);
      } catch (error) {
        if (isFull(error) && !isAwaited(exchange)) full = true;
        else if (!isBusy(error)) refuse(id, exchange, error);
      }
    }
  };
  /** What has arrived of responses and could not be written; requests are kept. */
  const giveUp = (error: unknown): void => {
    for (const exchange of open.values()) {
      if (!exchange.lost) countGap(exchange.session, error);
      settle(Object.assign(exchange, { lost: true, batches: [], end: undefined }));
    }
    bufferedBytes = 0;
  };
  const schedule = (): void => {
    if (closed) return;
    timer ??= setTimeout(flushSoon, options.flushIntervalMs ?? flushIntervalMs);
  };
  const flushSoon = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (closed || tryFlush()) return;
    clearTimeout(timer); // a gap that was counted meanwhile has set one
    timer = setTimeout(flushSoon, pauseMs);
  };
  const take = (fresh: FreshRequest): void => {
    const { start, settle: answer } = fresh;
    if (open.has(start.id)) {
      countGap(start.session, new Error(`the exchange ${start.id} has begun already`));
      answer('gap');
      return;
    }
    open.set(start.id, openExchange(fresh));
  };
  const update = (id: string, change: (exchange: OpenExchange) => void): void => {
    const exchange = open.get(id);
    if (exchange === undefined || exchange.lost) return; // a gap
    change(exchange);
    schedule();
  };

  return {
    recorder,
    begin: (start, deadlineMs) =>
      new Promise((settle) => {
        // What arrives together is stored in one transaction: most of what one costs is its commit.
        if (![...open.values()].some(isAwaited)) setImmediate(flushSoon);
        take({ start, deadlineMs: deadlineMs ?? ownDeadline(), settle });
      }),
    add(start, settle) {
      take({ start, deadlineMs: Number.POSITIVE_INFINITY, settle });
      schedule();
    },
    gap: (session, reason) => countGap(session, reason),
    flushed: (id, elapsedMs) =>
      update(id, (exchange) => {
        exchange.flushedMs = elapsedMs;
      }),
    responseHead: (id, head) =>
      update(id, (exchange) => {
        exchange.head = head;
      }),
    chunk(id, bytes, elapsedMs) {
      this.chunks(id, batchOf([bytes], [elapsedMs]));
    },
    chunks: (id, batch) =>
      update(id, (exchange) => {
        exchange.batches.push(batch);
        bufferedBytes += batch.bytes.length;
      }),
    end: (id, end) =>
      update(id, (exchange) => {
        exchange.end = end;
      }),
    discard(id, reason) {
      const exchange = open.get(id);
      if (exchange === undefined) return; // it could not be stored, and was counted
      for (const { bytes } of exchange.batches) bufferedBytes -= bytes.length;
      if (exchange.written) keptBytes -= exchange.writtenBytes;
      if (exchange.row !== undefined) discarded.push(exchange.row);
      refuse(id, exchange, reason);
    },
    lose: (id, reason) =>
      update(id, (exchange) => {
        exchange.lost = true;
        countGap(exchange.session, reason);
      }),
    async flush() {
      const deadline = ownDeadline();
      while (!tryFlush() && clock.monotonicMs() < deadline) await pause(retryPauseMs);
    },
    async close() {
      if (closed) return;
      await this.flush();
      closed = true;
      clearTimeout(timer);
      const error = new Error('the database stayed locked until the end');
      for (const [id, exchange] of open) if (isAwaited(exchange)) refuse(id, exchange, error);
      if (hasWork()) giveUp(error);
      try {
        endRecorder(database, recorder, clock);
      } catch {
        // A reader then finds the process gone, which says the same.
      }
    },
    gaps: () => gapCount,
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
