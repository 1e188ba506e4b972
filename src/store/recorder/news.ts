// What has happened to an exchange since the database's thread was last told: one message every
// fifth of a second costs less than one for each chunk.
import type { ExchangeEnd, ResponseHead } from '../../domain/exchange.ts';
import type { ChunkGatherer, OwnBatch } from './chunk-batch.ts';
import type { ExchangeUpdate } from './messages.ts';

export interface News {
  flushedMs: number | undefined;
  head: ResponseHead | undefined;
  chunks: ChunkGatherer | undefined;
  end: ExchangeEnd | 'lost' | undefined;
  /** What it counts in the queue. */
  bytes: number;
}

/** An update whose chunks can be handed to another thread. */
export interface OwnUpdate extends ExchangeUpdate {
  readonly chunks: OwnBatch | undefined;
}

export function noNews(): News {
  return { flushedMs: undefined, head: undefined, chunks: undefined, end: undefined, bytes: 0 };
}

export function toUpdate(id: string, news: News): OwnUpdate {
  const { flushedMs, head, chunks, end, bytes } = news;
  return { id, request: undefined, flushedMs, head, chunks: chunks?.batch(), end, bytes };
}
