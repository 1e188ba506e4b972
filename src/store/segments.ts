// The pieces in which a response is stored, put together.
import type { Database } from 'better-sqlite3';
import type { Chunk } from '../domain/exchange.ts';
import { damaged, unpack } from './compression.ts';

interface SegmentRow {
  readonly encoding: string;
  readonly sizes: string;
  readonly times: string;
  readonly bytes: number;
  readonly data: Uint8Array;
}

/** The response body of an exchange and its chunks, from however many rows it was written in. */
export function readSegments(
  database: Database,
  exchangeRow: number,
): { readonly body: Uint8Array; readonly chunks: readonly Chunk[] } {
  const rows = database
    .prepare<[number], SegmentRow>('SELECT * FROM segments WHERE exchange = ? ORDER BY position')
    .all(exchangeRow);
  const parts: Uint8Array[] = [];
  const chunks: Chunk[] = [];
  let offset = 0;
  for (const { encoding, sizes, times, bytes, data } of rows) {
    const part = encoding === 'zstd' ? unpack(data, bytes, 'a response') : data;
    if (part.length !== bytes) throw damaged('a response does not have its length');
    parts.push(part);
    // Written by exchange-writer.ts: two arrays of one length. A time that is not known is null.
    const lengths = JSON.parse(sizes) as number[];
    const elapsed = JSON.parse(times) as (number | null)[];
    for (const [index, length] of lengths.entries()) {
      chunks.push({ offset, length, elapsedMs: elapsed[index] ?? null });
      offset += length;
    }
  }
  return { body: new Uint8Array(Buffer.concat(parts)), chunks };
}
