// The Sink over SQLite. Recording never gets in the way: nothing throws, `begin` answers within its
// deadline, everything else is buffered and written from a timer. What cannot be stored is a gap.
import type { Database } from 'better-sqlite3';
import type { Clock } from '../domain/clock.ts';
import type { ExchangeEnd, ExchangeStart, ResponseHead } from '../domain/exchange.ts';
import type { SessionDescriptor } from '../domain/session.ts';
import type { Sink } from '../domain/sink.ts';
import { createBeginQueue } from './begin-queue.ts';
import { batchOf, type ChunkBatch, joinBatches } from './chunk-batch.ts';
import { createExchangeWriter } from './exchange-writer.ts';
import { endRecorder, startRecorder } from './recorders.ts';

/** A killed process loses at most what arrived since the last write. */
const flushIntervalMs = 200;
/** How long a request may wait for a locked database before it goes on unrecorded. */
const beginDeadlineMs = 1_000;
const flushPauseMs = 20;
/** Chunk bytes that may wait for a locked database; beyond it, running exchanges are given up. */
const bufferedBytesMax = 64 * 1024 * 1024;
/**
 * Written chunks are kept until their response ends, which then becomes one compressed row. A longer
 * response stays as it was written: rewriting it would block the thread.
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

export interface SqliteSink extends Sink {
  /** @param deadlineMs on the sink's monotonic clock; default: a second from now */
  begin(start: ExchangeStart, deadlineMs?: number): Promise<'stored' | 'gap'>;
  /** Chunks that arrived one after the other. */
  chunks(id: string, batch: ChunkBatch): void;
  /** Exchanges that could not be stored, or not to their end, since the sink was made. */
  gaps(): number;
  /** Takes back an exchange whose caller no longer waited for `begin`: it is a gap. */
  discard(id: string, reason: string): void;
  /** Keeps what there is of an exchange whose further bytes are lost: cut, and a gap. */
  lose(id: string, reason: string): void;
}

interface OpenExchange {
  readonly row: number;
  readonly session: SessionDescriptor;
  flushedMs: number | undefined;
  head: ResponseHead | undefined;
  /** Not written yet. */
  batches: ChunkBatch[];
  end: ExchangeEnd | undefined;
  /** In the database already, and kept to be written again as one; undefined: too much. */
  written: ChunkBatch[] | undefined;
  writtenBytes: number;
  /** What follows is not recorded any more. */
  lost: boolean;
}

/**
 * @param database opened with `openDatabase(path, { mode: 'write' })`; the sink does not close it
 */
export function createSqliteSink(database: Database, options: SqliteSinkOptions): SqliteSink {
  const { clock } = options;
  const recorder = startRecorder(database, clock);
  const writer = createExchangeWriter(database, recorder);
  const open = new Map<string, OpenExchange>();
  const begins = createBeginQueue(database, writer, {
    clock,
    onStored: (start, row) => open.set(start.id, openExchange(row, start)),
    onGap: (start, error) => countGap(start.session, error),
  });
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
  let closed = false;

  const countGap = (session: SessionDescriptor, error: unknown): void => {
    gapCount++;
    const known = unwrittenGaps.find(({ session: { id } }) => id === session.id);
    if (known) known.count++;
    else unwrittenGaps.push({ session, count: 1 });
    if (gapCount === 1) options.onGap?.(error instanceof Error ? error.message : String(error));
    schedule();
  };

  const writeOut = database.transaction(() => {
    for (const row of discarded) writer.discard(row);
    for (const exchange of open.values()) writeExchange(exchange);
    for (const { session, count } of unwrittenGaps) writer.gaps(session, count);
  });
  const writeExchange = (exchange: OpenExchange): void => {
    const { row, flushedMs, head, batches, written, end } = exchange;
    if (end && written) {
      const all = [...written, ...batches];
      if (all.length > 0) writer.wholeResponse(row, joinBatches(all), written.length > 0);
    } else if (batches.length > 0) {
      writer.chunks(row, joinBatches(batches));
    }
    if (flushedMs !== undefined || head || end) writer.progress(row, { flushedMs, head, end });
  };
  /** After it was written out. */
  const settle = (exchange: OpenExchange): void => {
    const { batches, written } = exchange;
    for (const batch of batches) {
      exchange.writtenBytes += batch.bytes.length;
      keptBytes += written ? batch.bytes.length : 0;
    }
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
    unwrittenGaps.length > 0 ||
    discarded.length > 0 ||
    [...open.values()].some(
      ({ flushedMs, head, batches, end }) =>
        flushedMs !== undefined || head || end || batches.length,
    );

  /** One try; what fails stays buffered for the next one. */
  const tryFlush = (): boolean => {
    try {
      if (hasWork()) writeOut.immediate();
    } catch (error) {
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
  const giveUp = (error: unknown): void => {
    for (const { session } of open.values()) countGap(session, error);
    open.clear();
    bufferedBytes = 0;
    keptBytes = 0;
  };
  const schedule = (): void => {
    if (closed) return;
    timer ??= setTimeout(() => {
      timer = undefined;
      if (!tryFlush()) schedule();
    }, options.flushIntervalMs ?? flushIntervalMs);
  };
  const update = (id: string, change: (exchange: OpenExchange) => void): void => {
    const exchange = open.get(id);
    if (exchange === undefined || exchange.lost) return; // a gap
    change(exchange);
    schedule();
  };

  return {
    begin: (start, deadlineMs) => begins.begin(start, deadlineMs ?? ownDeadline()),
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
      if (exchange === undefined) {
        // Where it does not wait either, its `begin` has failed, and was counted.
        begins.giveUp(id, reason);
        return;
      }
      for (const { bytes } of exchange.batches) bufferedBytes -= bytes.length;
      if (exchange.written) keptBytes -= exchange.writtenBytes;
      open.delete(id);
      discarded.push(exchange.row);
      countGap(exchange.session, reason);
    },
    lose: (id, reason) =>
      update(id, (exchange) => {
        exchange.lost = true;
        countGap(exchange.session, reason);
      }),
    async flush() {
      const deadline = ownDeadline();
      while (!tryFlush() && clock.monotonicMs() < deadline) await pause(flushPauseMs);
    },
    async close() {
      if (closed) return;
      await this.flush();
      closed = true;
      clearTimeout(timer);
      if (hasWork()) giveUp(new Error('the database stayed locked until the end'));
      try {
        endRecorder(database, recorder, clock);
      } catch {
        // A reader then finds the process gone, which says the same.
      }
    },
    gaps: () => gapCount,
  };
}

function openExchange(row: number, { session }: ExchangeStart): OpenExchange {
  const nothing = { flushedMs: undefined, head: undefined, end: undefined, lost: false };
  return { row, session, ...nothing, batches: [], written: [], writtenBytes: 0 };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
