// The statements that put an exchange into the database, inside a transaction of the caller's;
// nothing here waits or retries.
import type { Database } from 'better-sqlite3';
import type { ExchangeEnd, ExchangeStart, ResponseHead } from '../domain/exchange.ts';
import type { SessionDescriptor } from '../domain/session.ts';
import { createBaseCache } from './base-cache.ts';
import { createBodyStore } from './bodies.ts';
import { pack } from './compression.ts';
import { modelInBody } from './model-in-body.ts';
import type { ChunkBatch } from './recorder/chunk-batch.ts';
import { readSegments } from './segments.ts';

/** Less than this is hardly made smaller. */
const packedBytesMin = 128;

/** What has happened to an exchange, besides its chunks. */
export interface ExchangeProgress {
  readonly flushedMs: number | undefined;
  readonly head: ResponseHead | undefined;
  readonly end: ExchangeEnd | undefined;
}

export interface ExchangeWriter {
  /** The body is stored against the one before it in its session. @returns the exchange's row */
  insert(start: ExchangeStart): number;
  /** What is new of it, in one statement. Throws when the exchange is no longer there. */
  progress(row: number, progress: ExchangeProgress): void;
  /**
   * Chunks of a response, as one row. Throws when the exchange is no longer there.
   * @param position how many rows it has already
   */
  segment(row: number, position: number, batch: ChunkBatch): void;
  /** Makes one row of all rows of a response. */
  joinSegments(row: number): void;
  /** Forgets the rows of a response. */
  dropSegments(row: number): void;
  addDropped(session: SessionDescriptor, count: number): void;
}

/** @param recorder row of this process in `recorders` */
export function createExchangeWriter(database: Database, recorder: number): ExchangeWriter {
  const bodies = createBodyStore(database);
  const bases = createBaseCache();
  const insertSession = database.prepare(
    `INSERT INTO sessions (id, client, side, client_session_id, agent_id, kind, parent)
     VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
  );
  const nextSeq = database
    .prepare('SELECT coalesce(max(seq) + 1, 0) FROM exchanges WHERE session = ?')
    .pluck();
  // A number is given once: a recorder may hold that of an exchange that is deleted.
  const nextRow = database
    .prepare(
      `UPDATE row_numbers SET last = max(last, (SELECT coalesce(max(row), 0) FROM exchanges)) + 1
       RETURNING last`,
    )
    .pluck();
  const insertExchange = database.prepare(
    `INSERT INTO exchanges (row, id, session, seq, recorder, linked_to, started_at_ms, method, target,
       headers, body, model) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const setProgress = database.prepare(
    `UPDATE exchanges SET flushed_elapsed_ms = coalesce(?, flushed_elapsed_ms),
       status = coalesce(?, status), status_text = coalesce(?, status_text),
       response_headers = coalesce(?, response_headers),
       response_elapsed_ms = coalesce(?, response_elapsed_ms), outcome = coalesce(?, outcome),
       error = coalesce(?, error), trailers = coalesce(?, trailers),
       end_elapsed_ms = coalesce(?, end_elapsed_ms) WHERE row = ?`,
  );
  const insertSegment = database.prepare(
    `INSERT INTO segments (exchange, position, encoding, sizes, times, bytes, data)
     SELECT row, ?, ?, ?, ?, ?, ? FROM exchanges WHERE row = ?`,
  );
  const dropSegments = database.prepare('DELETE FROM segments WHERE exchange = ?');
  const countDropped = database.prepare('UPDATE sessions SET gaps = gaps + ? WHERE id = ?');

  const writeSession = (session: SessionDescriptor): void => {
    const { id, client, side, clientSessionId, agentId, kind, parent } = session;
    insertSession.run(id, client, side, clientSessionId, agentId, kind, parent);
  };
  const insert = (start: ExchangeStart): number => {
    writeSession(start.session);
    const body = bodies.put(start.body, bases.get(start.session.id));
    // Kept even if the transaction fails: a base that is not in the database is not used.
    bases.set(start.session.id, body);
    const seq = Number(nextSeq.get(start.session.id));
    const row = Number(nextRow.get());
    insertExchange.run(
      ...[row, start.id, start.session.id, seq, recorder, start.linkedTo, start.startedAtMs],
      ...[start.method, start.target, JSON.stringify(start.headers), body.hash],
      modelInBody(start.headers, start.body),
    );
    return row;
  };
  const writeSegment = (row: number, position: number, { bytes, sizes, times }: ChunkBatch) => {
    const encoding = bytes.length < packedBytesMin ? 'plain' : 'zstd';
    const { changes } = insertSegment.run(
      ...[
        position,
        encoding,
        JSON.stringify(Array.from(sizes)),
        JSON.stringify(Array.from(times, round)),
      ],
      ...[bytes.length, encoding === 'zstd' ? pack(bytes, 'quick') : bytes, row],
    );
    if (changes === 0) throw deleted();
  };

  return {
    insert,
    progress(row, { flushedMs, head, end }) {
      const { changes } = setProgress.run(
        flushedMs === undefined ? null : round(flushedMs),
        ...(head === undefined
          ? [null, null, null, null]
          : [head.status, head.statusText, JSON.stringify(head.headers), round(head.elapsedMs)]),
        ...(end === undefined
          ? [null, null, null, null]
          : [end.outcome, end.error, JSON.stringify(end.trailers), round(end.elapsedMs)]),
        row,
      );
      if (changes === 0) throw deleted();
    },
    segment: writeSegment,
    joinSegments(row) {
      const { body: bytes, chunks } = readSegments(database, row);
      dropSegments.run(row);
      const sizes = chunks.map(({ length }) => length);
      writeSegment(row, 0, { bytes, sizes, times: chunks.map(({ elapsedMs }) => elapsedMs) });
    },
    dropSegments: (row) => void dropSegments.run(row),
    addDropped(session, count) {
      writeSession(session);
      countDropped.run(count, session.id);
    },
  };
}

/** A write that changes nothing: its exchange is no longer there. */
function deleted(): Error {
  return new Error('the exchange was deleted from the database');
}

/** Microseconds are finer than any clock here means, and keep the JSON short. NaN is null there. */
function round(elapsedMs: number | null): number | null {
  return elapsedMs === null ? null : Math.round(elapsedMs * 1000) / 1000;
}
