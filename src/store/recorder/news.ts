// What has happened to an exchange since the database's thread was last told: one message every
// fifth of a second costs less than one for each chunk.
import type { ExchangeEnd, ResponseHead } from '../../domain/exchange.ts';
import { batchOf } from './chunk-batch.ts';
import type { ExchangeUpdate } from './messages.ts';

export interface News {
  flushedMs: number | undefined;
  head: ResponseHead | undefined;
  readonly parts: Uint8Array[];
  /** One for each part. */
  readonly times: number[];
  end: ExchangeEnd | 'lost' | undefined;
  /** What it counts in the queue. */
  bytes: number;
}

export function noNews(): News {
  return { flushedMs: undefined, head: undefined, parts: [], times: [], end: undefined, bytes: 0 };
}

/** The parts are joined in new memory, which can be handed to another thread. */
export function toUpdate(id: string, news: News): ExchangeUpdate {
  const { flushedMs, head, parts, times, end, bytes } = news;
  const chunks = parts.length > 0 ? batchOf(parts, times) : undefined;
  return { id, request: undefined, flushedMs, head, chunks, end, bytes };
}
