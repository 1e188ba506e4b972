// What the proxy's thread and the database's thread say to each other. Messages keep their order,
// so together they are the recorder's one queue.
import type { ExchangeEnd, ExchangeStart, ResponseHead } from '../../domain/exchange.ts';
import type { SessionDescriptor } from '../../domain/session.ts';
import type { ChunkBatch } from './chunk-batch.ts';

/** What is new of an exchange. */
export interface ExchangeUpdate {
  readonly id: string;
  /** In the first update of an exchange, and only there. */
  readonly request: ExchangeStart | undefined;
  readonly flushedMs: number | undefined;
  readonly head: ResponseHead | undefined;
  readonly chunks: ChunkBatch | undefined;
  /** `lost`: the exchange continues, but the rest of it is not recorded. */
  readonly end: ExchangeEnd | 'lost' | undefined;
  /** What it counts in the queue, until it is written or given up. */
  readonly bytes: number;
}

/** What the database's thread is started with. */
export interface ThreadStart {
  readonly path: string;
  /** This process's recorder, where an earlier thread was one. */
  readonly recorder: number | undefined;
}

export type ToDatabase =
  | { readonly type: 'updates'; readonly updates: readonly ExchangeUpdate[] }
  /** An exchange of this session was dropped, and counted by the sender. */
  | { readonly type: 'dropped'; readonly session: SessionDescriptor }
  /** Answered with `flushed` once everything before it is written or given up. */
  | { readonly type: 'flush' }
  /** One last attempt to write, then `closed`. */
  | { readonly type: 'close' };

/** What has left the queue. */
export interface WriteReport {
  /** Exchanges whose request is in the database now. */
  readonly stored: readonly string[];
  /** Exchanges that are in the database to their end. */
  readonly ended: readonly string[];
  /** Exchanges that could not be stored, or not to their end. */
  readonly lost: readonly { readonly id: string; readonly reason: string }[];
  /** Of all updates that no longer wait. */
  readonly bytes: number;
}

export type FromDatabase =
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
  | ({ readonly type: 'written' } & WriteReport)
  /** The file was deleted, moved or replaced; recording continues in the one that is there now. */
  | { readonly type: 'moved'; readonly recorder: number }
  /** The same, and there is no file to continue in. Tried again; said once for each reason. */
  | { readonly type: 'gone'; readonly reason: string }
  | { readonly type: 'flushed' }
  | { readonly type: 'closed' };
