// The pieces in which a response is stored, put together.
import type { Database } from 'better-sqlite3';
import type { Chunk } from '../domain/exchange.ts';
import { damaged, unpack } from './compression.ts';
import { prepared } from './prepared.ts';

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
  const rows = prepared<[number], SegmentRow>(
    database,
    'SELECT * FROM segments WHERE exchange = ? ORDER BY position',
  ).all(exchangeRow);
  const parts: Uint8Array[] = [];
  const chunks: Chunk[] = [];
  let offset = 0;
  let total = 0;
  for (const { encoding, sizes, times, bytes, data } of rows) {
    const part = encoding === 'zstd' ? unpack(data, bytes, 'a response') : data;
    if (part.length !== bytes) throw damaged('a response does not have its length');
    parts.push(part);
    total += bytes;
    const lengths = parseNumbers(sizes);
    const elapsed = parseNumbers(times);
    if (lengths.length !== elapsed.length) throw damaged('a response has other chunks than times');
    for (const [index, length] of lengths.entries()) {
      // A time that is not known is null.
      chunks.push({ offset, length: length ?? 0, elapsedMs: elapsed[index] ?? null });
      offset += length ?? 0;
    }
  }
  if (offset !== total) throw damaged('the chunks of a response are not as long as it is');
  return { body: new Uint8Array(Buffer.concat(parts)), chunks };
}

/** What exchange-writer.ts has written: a list of numbers and nulls. */
function parseNumbers(text: string): (number | null)[] {
  try {
    const list: unknown = JSON.parse(text);
    if (Array.isArray(list) && list.every((one) => one === null || typeof one === 'number')) {
      return list;
    }
  } catch (error) {
    throw damaged('the chunks of a response cannot be read', error);
  }
  throw damaged('the chunks of a response cannot be read');
}
