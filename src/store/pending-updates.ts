// What the proxy's thread has to tell of its exchanges, collected for one message: a message a tick
// costs less than one a chunk.
import type { ExchangeEnd, ResponseHead } from '../domain/exchange.ts';
import { batchOf } from './chunk-batch.ts';
import type { SpooledRequest } from './spool/spooled-requests.ts';
import type { ExchangeUpdate, SinkMessage } from './worker-messages.ts';

export interface PendingUpdate {
  spooled: SpooledRequest | undefined;
  flushedMs: number | undefined;
  head: ResponseHead | undefined;
  parts: Uint8Array[];
  times: number[];
  end: ExchangeEnd | undefined;
}

export interface PendingUpdates {
  /** What is to be told of an exchange; nothing yet, where it was not asked for before. */
  of(id: string): PendingUpdate;
  clear(): void;
  /** The message, with the memory that is handed over with it; null: there is nothing to tell. */
  take(): { readonly message: SinkMessage; readonly transfer: ArrayBuffer[] } | null;
}

export function createPendingUpdates(): PendingUpdates {
  const pending = new Map<string, PendingUpdate>();
  return {
    of(id) {
      let update = pending.get(id);
      if (update === undefined) {
        update = nothing();
        pending.set(id, update);
      }
      return update;
    },
    clear: () => pending.clear(),
    take() {
      if (pending.size === 0) return null;
      const updates: ExchangeUpdate[] = [];
      const transfer: ArrayBuffer[] = [];
      let bytes = 0;
      for (const [id, { spooled, flushedMs, head, parts, times, end }] of pending) {
        const chunks = parts.length > 0 ? batchOf(parts, times) : undefined;
        if (chunks !== undefined) {
          bytes += chunks.bytes.length;
          transfer.push(chunks.bytes.buffer as ArrayBuffer);
        }
        updates.push({ id, spooled, flushedMs, head, chunks, end });
      }
      pending.clear();
      return { message: { type: 'updates', updates, bytes }, transfer };
    },
  };
}

function nothing(): PendingUpdate {
  return {
    spooled: undefined,
    flushedMs: undefined,
    head: undefined,
    parts: [],
    times: [],
    end: undefined,
  };
}
