// An exchange that the sink has taken and not ended, with what of it is not written yet.
import type { ExchangeEnd, ExchangeStart, ResponseHead } from '../domain/exchange.ts';
import type { SessionDescriptor } from '../domain/session.ts';
import type { ChunkBatch } from './chunk-batch.ts';

/** A request on its way into the database. */
export interface FreshRequest {
  readonly start: ExchangeStart;
  /** When its caller waits no more; infinite: nobody waits, and it is tried until it is stored. */
  readonly deadlineMs: number;
  settle(answer: 'stored' | 'gap'): void;
}

export interface OpenExchange {
  readonly session: SessionDescriptor;
  /** In the database; undefined: `fresh` is not there yet. */
  row: number | undefined;
  fresh: FreshRequest | undefined;
  flushedMs: number | undefined;
  head: ResponseHead | undefined;
  /** Not written yet. */
  batches: ChunkBatch[];
  end: ExchangeEnd | undefined;
  /** Rows of chunks in the database. */
  segments: number;
  /** What is in them, kept to be written again as one; undefined: too much. */
  written: ChunkBatch[] | undefined;
  writtenBytes: number;
  /** What follows is not recorded any more. */
  lost: boolean;
}

export function openExchange(fresh: FreshRequest): OpenExchange {
  const unknown = { row: undefined, flushedMs: undefined, head: undefined, end: undefined };
  const nothing = { lost: false, batches: [], segments: 0, written: [], writtenBytes: 0 };
  return { session: fresh.start.session, fresh, ...unknown, ...nothing };
}

/** Its caller waits for it to be stored. */
export function isAwaited({ fresh }: OpenExchange): boolean {
  return fresh !== undefined && fresh.deadlineMs < Number.POSITIVE_INFINITY;
}

/** There is something to write. */
export function hasNews({ fresh, flushedMs, head, batches, end }: OpenExchange): boolean {
  return Boolean(fresh || flushedMs !== undefined || head || end || batches.length > 0);
}
