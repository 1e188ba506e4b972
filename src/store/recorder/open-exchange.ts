// An exchange on the database's side, with what of it is not written yet.
import type { ExchangeEnd, ExchangeStart, ResponseHead } from '../../domain/exchange.ts';
import type { SessionDescriptor } from '../../domain/session.ts';
import { type ChunkBatch, weightOf } from './chunk-batch.ts';
import type { ExchangeUpdate } from './messages.ts';

export interface OpenExchange {
  readonly id: string;
  readonly session: SessionDescriptor;
  /** Not in the database yet; undefined: it is in `row`. */
  request: ExchangeStart | undefined;
  row: number | undefined;
  /** Rows of chunks in the database, and what they count as bytes, as in the queue. */
  segments: number;
  segmentBytes: number;
  flushedMs: number | undefined;
  head: ResponseHead | undefined;
  batches: ChunkBatch[];
  end: ExchangeEnd | 'lost' | undefined;
  /** What the request and what follows it count in the queue. */
  requestBytes: number;
  newsBytes: number;
}

export function openExchange(request: ExchangeStart): OpenExchange {
  return {
    id: request.id,
    session: request.session,
    request,
    row: undefined,
    segments: 0,
    segmentBytes: 0,
    flushedMs: undefined,
    head: undefined,
    batches: [],
    end: undefined,
    requestBytes: 0,
    newsBytes: 0,
  };
}

export function addUpdate(exchange: OpenExchange, update: ExchangeUpdate): void {
  const { request, flushedMs, head, chunks, end, bytes } = update;
  exchange.flushedMs = flushedMs ?? exchange.flushedMs;
  exchange.head = head ?? exchange.head;
  exchange.end = end ?? exchange.end;
  if (chunks !== undefined) exchange.batches.push(chunks);
  if (request === undefined) exchange.newsBytes += bytes;
  else exchange.requestBytes += bytes;
}

/** There is something to write besides the request. */
export function hasNews({ flushedMs, head, batches, end }: OpenExchange): boolean {
  return Boolean(flushedMs !== undefined || head || end || batches.length > 0);
}

/** The request is in the database. @returns what it counted in the queue */
export function settleRequest(exchange: OpenExchange, row: number | undefined): number {
  const { requestBytes } = exchange;
  exchange.row = row;
  exchange.request = undefined;
  exchange.requestBytes = 0;
  return requestBytes;
}

/** What is known so far is in the database. @returns what it counted in the queue */
export function settleNews(exchange: OpenExchange): number {
  const { newsBytes, batches } = exchange;
  if (batches.length > 0) exchange.segments++;
  for (const { bytes, sizes } of batches) {
    exchange.segmentBytes += weightOf(bytes.length, sizes.length);
  }
  exchange.batches = [];
  exchange.flushedMs = undefined;
  exchange.head = undefined;
  exchange.newsBytes = 0;
  return newsBytes;
}
