// Puts exchanges that were recorded elsewhere into a database: each in one transaction, so that one
// that is there is there to its end.
import type { Database } from 'better-sqlite3';
import type { Exchange } from '../domain/exchange.ts';
import { createExchangeWriter } from './exchange-writer.ts';
import { hasExchange } from './exchanges.ts';
import { batchOf } from './recorder/chunk-batch.ts';
import { endRecorder, startRecorder } from './recorders.ts';

export interface ExchangeCopier {
  /** @returns false: it is there already. Throws SQLite's error; it was not stored then, not even in part. */
  copy(exchange: Exchange): boolean;
  close(): void;
}

/** @param nowMs ms since 1970 */
export function createExchangeCopier(database: Database, nowMs: () => number): ExchangeCopier {
  const recorder = startRecorder(database, nowMs());
  const writer = createExchangeWriter(database, recorder);
  const copy = database.transaction((exchange: Exchange): boolean => {
    const { response, responseBody, chunks, flushedElapsedMs, end } = exchange;
    if (hasExchange(database, exchange.id)) return false;
    const row = writer.insert(exchange);
    if (chunks.length > 0) {
      const parts = chunks.map(({ offset, length }) =>
        responseBody.subarray(offset, offset + length),
      );
      const times = chunks.map(({ elapsedMs }) => elapsedMs);
      writer.segment(row, 0, batchOf(parts, times));
    }
    writer.progress(row, {
      flushedMs: flushedElapsedMs ?? undefined,
      head: response ?? undefined,
      end: end ?? undefined,
    });
    return true;
  });
  return {
    copy: (exchange) => copy.immediate(exchange),
    close: () => endRecorder(database, recorder, nowMs()),
  };
}
