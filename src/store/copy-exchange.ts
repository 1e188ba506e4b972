import type { Exchange } from '../domain/exchange.ts';
import { batchOf } from './chunk-batch.ts';
import type { SqliteSink } from './exchange-sink.ts';

/** Writes an exchange that was read elsewhere. @returns false: it is there already, or could not be stored */
export async function copyExchange(exchange: Exchange, sink: SqliteSink): Promise<boolean> {
  const { id, response, flushedElapsedMs, end } = exchange;
  if ((await sink.begin(exchange)) === 'gap') return false;
  if (flushedElapsedMs !== null) sink.flushed(id, flushedElapsedMs);
  if (response !== null) sink.responseHead(id, response);
  const { chunks, responseBody } = exchange;
  if (chunks.length > 0) {
    const parts = chunks.map(({ offset, length }) =>
      responseBody.subarray(offset, offset + length),
    );
    sink.chunks(
      id,
      batchOf(
        parts,
        chunks.map(({ elapsedMs }) => elapsedMs),
      ),
    );
  }
  if (end !== null) sink.end(id, end);
  await sink.flush();
  return true;
}
