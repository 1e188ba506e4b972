// What every reasoning store promises: how much it keeps, what happens at a limit, what it counts.
import type { ReasoningStore, StateEntry } from '../domain/translator-state.ts';

export interface ReasoningStoreLimits {
  readonly sessionsMax: number;
  readonly entriesPerSessionMax: number;
  /** Characters of reasoning over all sessions, about the bytes that they take. */
  readonly bytesMax: number;
  /** Ms since a session was last used; each use restarts the time. */
  readonly expiryMs: number;
}

/** Enough for a working day of one machine; 256 MiB at most. */
export const defaultReasoningStoreLimits: ReasoningStoreLimits = {
  sessionsMax: 2000,
  entriesPerSessionMax: 5000,
  bytesMax: 256 * 1024 * 1024,
  expiryMs: 8 * 60 * 60 * 1000,
};

/**
 * Unused for longer, a session makes room for a new one where there is room for no more: no vendor
 * is known to keep its prefix longer, so what it loses is its reasoning alone.
 */
export const idleMsMax = 60 * 60 * 1000;

/**
 * `freeze`: a session at a limit stops adding for good, so its prefix stays what it is.
 * `oldest-first`: what is oldest makes room, as in most caches. It takes the reasoning near the
 * start of a live session and breaks its prefix there on every later turn; here to be measured
 * against.
 */
export type Eviction = 'freeze' | 'oldest-first';

export interface ReasoningStoreCounters {
  /** Anchors asked for that had an entry, and that had none. */
  hits: number;
  misses: number;
  /** Sessions that were dropped after `expiryMs` without use. */
  expired: number;
  /** Entries and sessions that a limit kept out. */
  frozenEntries: number;
  refusedSessions: number;
  /** Entries that had to make room; only with `oldest-first`. */
  evictedEntries: number;
  /** Sessions that had to make room. */
  evictedSessions: number;
}

export interface CountingReasoningStore extends ReasoningStore {
  /** A copy of what this process has seen so far. */
  counters(): ReasoningStoreCounters;
}

export function zeroCounters(): ReasoningStoreCounters {
  return {
    ...{ hits: 0, misses: 0, expired: 0, frozenEntries: 0, refusedSessions: 0 },
    ...{ evictedEntries: 0, evictedSessions: 0 },
  };
}

/** Characters that an entry takes. */
export function sizeOfEntry({ anchor, reasoning, originalArguments }: StateEntry): number {
  return reasoning.reduce(
    (sum, { id, encryptedContent, summary }) =>
      sum + (id?.length ?? 0) + encryptedContent.length + summary.join('').length,
    anchor.length + (originalArguments?.length ?? 0),
  );
}
