// What the proxy's thread and the database's thread say to each other, in order.
import type { ExchangeEnd, ExchangeStart, ResponseHead } from '../domain/exchange.ts';
import type { SessionDescriptor } from '../domain/session.ts';
import type { ChunkBatch } from './chunk-batch.ts';
import type { SpooledRequest } from './spool/spooled-requests.ts';

/** What the worker is started with. */
export interface WorkerSetup {
  readonly path: string;
}

export type SinkMessage =
  /** A request that somebody waits for. */
  /** `deadlineMs` on the machine's monotonic clock, which both threads read. */
  | { readonly type: 'begin'; readonly start: ExchangeStart; readonly deadlineMs: number }
  /** Nobody waits for its `begin` any more. */
  | { readonly type: 'discard'; readonly id: string; readonly reason: string }
  | { readonly type: 'lose'; readonly id: string; readonly reason: string }
  | { readonly type: 'gap'; readonly session: SessionDescriptor; readonly reason: string }
  /** `bytes`: of all their chunks. */
  | {
      readonly type: 'updates';
      readonly updates: readonly ExchangeUpdate[];
      readonly bytes: number;
    }
  | { readonly type: 'flush'; readonly ticket: number }
  | { readonly type: 'close' };

/** What happened to one exchange since the last message, in the order of its fields. */
export interface ExchangeUpdate {
  readonly id: string;
  /** The request, when it is new, and where its body stands. */
  readonly spooled: SpooledRequest | undefined;
  readonly flushedMs: number | undefined;
  readonly head: ResponseHead | undefined;
  readonly chunks: ChunkBatch | undefined;
  readonly end: ExchangeEnd | undefined;
}

export type WorkerMessage =
  | {
      readonly type: 'ready';
      readonly fingerprintKey: Uint8Array;
      /** Row of this process in `recorders`. */
      readonly recorder: number;
    }
  /** The database could not be opened: the parts of a HarnessError, or a defect's text. */
  | {
      readonly type: 'refused';
      readonly code: string | undefined;
      readonly message: string;
      readonly hint: string;
    }
  /** `bytes`: of the body, which waits no more. */
  | {
      readonly type: 'begun';
      readonly id: string;
      readonly answer: 'stored' | 'gap';
      readonly bytes: number;
    }
  /** Spooled requests that are in the database now, or counted as gaps. */
  | { readonly type: 'settled'; readonly ids: readonly string[] }
  /** Bytes of updates that have been dealt with. */
  | { readonly type: 'taken'; readonly bytes: number }
  | { readonly type: 'gaps'; readonly total: number; readonly reason: string | undefined }
  | { readonly type: 'flushed'; readonly ticket: number }
  | { readonly type: 'closed' };

/** The machine's monotonic clock, ms: the same in every thread. */
export function sharedMonotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
