import type { Exchange } from '../domain/exchange.ts';
import type { SqliteSink } from './exchange-sink.ts';

/** Writes an exchange that was read elsewhere. @returns false: it is there already, or could not be stored */
export async function copyExchange(exchange: Exchange, sink: SqliteSink): Promise<boolean> {
  const { id, response, flushedElapsedMs, end } = exchange;
  if ((await sink.begin(exchange)) === 'gap') return false;
  if (flushedElapsedMs !== null) sink.flushed(id, flushedElapsedMs);
  if (response !== null) sink.responseHead(id, response);
  for (const { offset, length, elapsedMs } of exchange.chunks) {
    sink.chunk(id, exchange.responseBody.subarray(offset, offset + length), elapsedMs);
  }
  if (end !== null) sink.end(id, end);
  await sink.flush();
  return true;
}
