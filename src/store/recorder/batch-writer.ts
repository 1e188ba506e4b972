// Writes a batch and what is known of dropped exchanges, in one transaction: most of what a small
// one costs is its commit.
import type { Database } from 'better-sqlite3';
import type { SessionDescriptor } from '../../domain/session.ts';
import { createExchangeWriter, type ExchangeWriter } from '../exchange-writer.ts';
import type { Batch } from './batch.ts';
import { joinBatches } from './chunk-batch.ts';
import type { OpenExchange } from './open-exchange.ts';

/** A response that is over and has more rows than this becomes one row... */
const segmentsMax = 8;
/** ... unless it is longer: rewriting it would keep requests waiting. */
const rewrittenBytesMax = 4 * 1024 * 1024;

/** Exchanges that were dropped, and are not counted in the database yet. */
export interface DroppedOfSession {
  readonly session: SessionDescriptor;
  readonly count: number;
}

/**
 * Throws SQLite's error: nothing was written then.
 * @returns the exchanges' rows
 */
export type BatchWriter = (batch: Batch, dropped: readonly DroppedOfSession[]) => readonly number[];

/** @param recorder row of this process in `recorders` */
export function createBatchWriter(database: Database, recorder: number): BatchWriter {
  const writer = createExchangeWriter(database, recorder);
  return database.transaction(
    ({ type, exchanges }: Batch, dropped: readonly DroppedOfSession[]) => {
      for (const { session, count } of dropped) writer.addDropped(session, count);
      return exchanges.map((exchange) =>
        type === 'requests' ? writeRequest(writer, exchange) : writeNews(writer, exchange),
      );
    },
  ).immediate;
}

function writeRequest(writer: ExchangeWriter, { id, request }: OpenExchange): number {
  if (request === undefined) throw new TypeError(`The request of ${id} is in the database already`);
  return writer.insert(request);
}

function writeNews(writer: ExchangeWriter, exchange: OpenExchange): number {
  const { id, row, flushedMs, head, batches, end, segments, segmentBytes } = exchange;
  if (row === undefined) throw new TypeError(`The request of ${id} is not in the database`);
  if (batches.length > 0) writer.segment(row, segments, joinBatches(batches));
  if (end && segments > segmentsMax && segmentBytes <= rewrittenBytesMax) writer.joinSegments(row);
  const ended = end === 'lost' ? undefined : end;
  if (flushedMs !== undefined || head || ended) {
    writer.progress(row, { flushedMs, head, end: ended });
  }
  return row;
}
