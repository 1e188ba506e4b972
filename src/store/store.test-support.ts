// A private database folder, ready-made values, and a way to record without a recorder.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import type { ExchangeEnd, ExchangeStart, ResponseHead } from '../domain/exchange.ts';
import type { SessionDescriptor } from '../domain/session.ts';
import { createExchangeWriter, type ExchangeProgress } from './exchange-writer.ts';
import { endRecorder, startRecorder } from './recorders.ts';

export function temporaryDatabasePath(): string {
  return join(mkdtempSync(join(tmpdir(), 'turntape-store-')), 'private', 'tape.db');
}

export const session: SessionDescriptor = {
  id: 's_one',
  client: 'claude',
  side: 'client',
  clientSessionId: 'abc',
  agentId: null,
  kind: 'turn',
  parent: null,
};

export function exchangeStart(id: string, body: string | Uint8Array): ExchangeStart {
  return {
    id,
    session,
    method: 'POST',
    target: '/v1/messages?beta=true',
    headers: [
      ['X-Twice', 'a'],
      ['x-twice', 'b'],
    ],
    body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
    startedAtMs: 1_700_000_000_000,
    linkedTo: null,
  };
}

export const head: ResponseHead = {
  status: 200,
  statusText: 'Fine',
  headers: [['Content-Type', 'text/event-stream']],
  elapsedMs: 5.5,
};
export const end: ExchangeEnd = {
  outcome: 'complete',
  error: null,
  trailers: [['X-Sum', '1']],
  elapsedMs: 9,
};

/** Writes each thing at once, in this thread: for tests that want recordings, not a recorder. */
export function recordDirectly(database: Database) {
  const recorder = startRecorder(database, 0);
  const writer = createExchangeWriter(database, recorder);
  const rows = new Map<string, number>();
  const segments = new Map<number, number>();
  const rowOf = (id: string): number => {
    const row = rows.get(id);
    if (row === undefined) throw new Error(`${id} was not begun`);
    return row;
  };
  const progress = (id: string, what: Partial<ExchangeProgress>): void =>
    writer.progress(rowOf(id), { flushedMs: undefined, head: undefined, end: undefined, ...what });
  return {
    begin(start: ExchangeStart): void {
      rows.set(start.id, writer.insert(start));
    },
    flushed: (id: string, flushedMs: number): void => progress(id, { flushedMs }),
    responseHead: (id: string, given: ResponseHead): void => progress(id, { head: given }),
    chunk(id: string, bytes: Uint8Array, elapsedMs: number): void {
      const row = rowOf(id);
      const position = segments.get(row) ?? 0;
      segments.set(row, position + 1);
      writer.segment(row, position, { bytes, sizes: [bytes.length], times: [elapsedMs] });
    },
    end: (id: string, given: ExchangeEnd): void => progress(id, { end: given }),
    /** Exchanges that were not ended are incomplete from now on. */
    close: (): void => endRecorder(database, recorder, 0),
  };
}
