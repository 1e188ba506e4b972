// Everything that waits goes into the database in one transaction: most of what a small one costs is
// its commit. What it did is believed once it is committed.
import type { Database } from 'better-sqlite3';
import type { SessionDescriptor } from '../domain/session.ts';
import { createBaseCache } from './base-cache.ts';
import type { BodyBase } from './bodies.ts';
import { joinBatches } from './chunk-batch.ts';
import { createExchangeWriter } from './exchange-writer.ts';
import type { OpenExchange } from './open-exchange.ts';

/** A response that is over and has more rows than this is written again as one. */
const segmentsMax = 8;

export interface Waiting {
  /** In the order in which they began, so that each body is stored against the one before it. */
  readonly exchanges: Iterable<OpenExchange>;
  /** Rows of exchanges that are taken back. */
  readonly discarded: readonly number[];
  readonly gaps: readonly { readonly session: SessionDescriptor; readonly count: number }[];
}

export interface WriteOut {
  /** Fresh requests have their row afterwards, and are settled. Throws SQLite's error: nothing was written. */
  all(waiting: Waiting): void;
  /** One fresh request by itself, without what else there is of it. Throws as `all` does. */
  alone(exchange: OpenExchange): void;
}

/** @param recorder row of this process in `recorders` */
export function createWriteOut(database: Database, recorder: number): WriteOut {
  const writer = createExchangeWriter(database, recorder);
  const bases = createBaseCache();

  const insertFresh = (exchanges: Iterable<OpenExchange>) => {
    const rows = new Map<OpenExchange, number>();
    /** The last body of each session. */
    const bodies = new Map<string, BodyBase>();
    for (const exchange of exchanges) {
      if (exchange.fresh === undefined) continue;
      const { start } = exchange.fresh;
      const { id } = start.session;
      const { row, body } = writer.insert(start, bodies.get(id) ?? bases.get(id));
      bodies.set(id, body);
      rows.set(exchange, row);
    }
    return { rows, bodies };
  };
  const write = (row: number, exchange: OpenExchange): void => {
    const { flushedMs, head, batches, segments, written, end } = exchange;
    if (end && written && segments > segmentsMax) {
      writer.wholeResponse(row, joinBatches([...written, ...batches]));
    } else if (batches.length > 0) {
      writer.segment(row, segments, joinBatches(batches));
    }
    if (flushedMs !== undefined || head || end) writer.progress(row, { flushedMs, head, end });
  };
  const findOwn = database
    .prepare<[string | undefined, number], number>(
      'SELECT row FROM exchanges WHERE id = ? AND recorder = ? AND outcome IS NULL',
    )
    .pluck();
  const insertAlone = database.transaction((exchange: OpenExchange) => {
    // Taken in from the spool by somebody who could not see that this process lives.
    const taken = findOwn.get(exchange.fresh?.start.id, recorder);
    if (taken !== undefined) writer.discard(taken);
    return insertFresh([exchange]);
  });
  const writeAll = database.transaction(({ exchanges, discarded, gaps }: Waiting) => {
    for (const row of discarded) writer.discard(row);
    const inserted = insertFresh(exchanges);
    for (const exchange of exchanges) {
      const row = exchange.row ?? inserted.rows.get(exchange);
      if (row !== undefined) write(row, exchange);
    }
    for (const { session, count } of gaps) writer.gaps(session, count);
    return inserted;
  });
  const believe = ({ rows, bodies }: ReturnType<typeof insertFresh>): void => {
    for (const [session, body] of bodies) bases.set(session, body);
    for (const [exchange, row] of rows) {
      const { fresh } = exchange;
      exchange.row = row;
      exchange.fresh = undefined;
      fresh?.settle('stored');
    }
  };
  return {
    all: (waiting) => believe(writeAll.immediate(waiting)),
    alone: (exchange) => believe(insertAlone.immediate(exchange)),
  };
}
