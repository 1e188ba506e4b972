// Puts exchanges that were recorded elsewhere into a database: each in one transaction, so that one
// that is there is there to its end.
import type { Database } from 'better-sqlite3';
import type { Exchange } from '../domain/exchange.ts';
import { sha256 } from '../lib/sha256.ts';
import { createExchangeWriter, type ExchangeWriter } from './exchange-writer.ts';
import { batchOf } from './recorder/chunk-batch.ts';
import { createLivenessCheck, endRecorder, startRecorder } from './recorders.ts';

export interface ExchangeCopier {
  /**
   * - `copied`: it was not there.
   * - `completed`: it was there without its end, which was added.
   * - `known`: it was there.
   *
   * Throws SQLite's error; it was not stored then, not even in part.
   */
  copy(exchange: Exchange): 'copied' | 'completed' | 'known';
  close(): void;
}

interface KnownExchange {
  readonly row: number;
  readonly body: string;
  readonly outcome: string | null;
  readonly recorder: number;
}

/** @param nowMs ms since 1970 */
export function createExchangeCopier(database: Database, nowMs: () => number): ExchangeCopier {
  const recorder = startRecorder(database, nowMs());
  const writer = createExchangeWriter(database, recorder);
  const find = database.prepare<[string], KnownExchange>(
    'SELECT row, body, outcome, recorder FROM exchanges WHERE id = ?',
  );
  const mayLive = createLivenessCheck(database, nowMs);
  const lacksEnd = (known: KnownExchange, { body, end }: Exchange): boolean =>
    known.outcome === null &&
    end !== null &&
    known.body === sha256(body) &&
    !mayLive(known.recorder);
  const copy = database.transaction((exchange: Exchange) => {
    const known = find.get(exchange.id);
    if (known === undefined) {
      writeResponse(writer, writer.insert(exchange), exchange);
      return 'copied';
    }
    if (!lacksEnd(known, exchange)) return 'known';
    writer.dropSegments(known.row);
    writeResponse(writer, known.row, exchange);
    return 'completed';
  });
  return {
    copy: (exchange) => copy.immediate(exchange),
    close: () => endRecorder(database, recorder, nowMs()),
  };
}

/** What follows the request, as one row of chunks. @param row of the exchange */
export function writeResponse(writer: ExchangeWriter, row: number, exchange: Exchange): void {
  const { response, responseBody, chunks, flushedElapsedMs, end } = exchange;
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
}
