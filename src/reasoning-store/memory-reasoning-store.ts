// Reasoning in this process's memory, bounded. A limit never cuts into a live session: dropping its
// oldest reasoning would break the prefix near its start on every later turn. A session at a limit
// stops adding for good; at the limit of sessions, a new one is not admitted.
import type { Clock } from '../domain/clock.ts';
import type {
  ReasoningStore,
  SessionPins,
  SessionState,
  StateEntry,
} from '../domain/translator-state.ts';

export interface ReasoningStoreLimits {
  readonly sessionsMax: number;
  readonly entriesPerSessionMax: number;
  /** Characters of reasoning over all sessions, about the bytes that they take. */
  readonly bytesMax: number;
  /** Ms since a session was last used; each use begins the time anew. */
  readonly expiryMs: number;
}

/** Enough for a working day of one machine; 256 MiB at most. */
export const defaultReasoningStoreLimits: ReasoningStoreLimits = {
  sessionsMax: 2000,
  entriesPerSessionMax: 5000,
  bytesMax: 256 * 1024 * 1024,
  expiryMs: 8 * 60 * 60 * 1000,
};

export interface ReasoningStoreCounters {
  /** Anchors asked for that had an entry, and that had none. */
  hits: number;
  misses: number;
  /** Sessions that were dropped after `expiryMs` without use. */
  expired: number;
  /** Entries and sessions that a limit kept out. */
  frozenEntries: number;
  refusedSessions: number;
}

export interface MemoryReasoningStore extends ReasoningStore {
  /** A copy of the counters so far. */
  counters(): ReasoningStoreCounters;
}

interface StoredSession {
  pins: SessionPins;
  readonly entries: Map<string, StateEntry>;
  bytes: number;
  frozen: boolean;
  usedAtMs: number;
}

export function createMemoryReasoningStore(
  limits: ReasoningStoreLimits,
  clock: Clock,
): MemoryReasoningStore {
  /** In the order of their last use, so that the expired ones come first. */
  const sessions = new Map<string, StoredSession>();
  const counters = { hits: 0, misses: 0, expired: 0, frozenEntries: 0, refusedSessions: 0 };
  let bytes = 0;

  const dropExpired = (): void => {
    const deadlineMs = clock.monotonicMs() - limits.expiryMs;
    for (const [key, session] of sessions) {
      if (session.usedAtMs > deadlineMs) break;
      sessions.delete(key);
      bytes -= session.bytes;
      counters.expired++;
    }
  };
  const use = (key: string): StoredSession | undefined => {
    dropExpired();
    const session = sessions.get(key);
    if (session === undefined) return undefined;
    session.usedAtMs = clock.monotonicMs();
    sessions.delete(key);
    sessions.set(key, session);
    return session;
  };
  const admit = (key: string): StoredSession | undefined => {
    if (sessions.size >= limits.sessionsMax) {
      counters.refusedSessions++;
      return undefined;
    }
    const session: StoredSession = {
      pins: {},
      entries: new Map(),
      bytes: 0,
      frozen: false,
      usedAtMs: clock.monotonicMs(),
    };
    sessions.set(key, session);
    return session;
  };
  const add = (session: StoredSession, entry: StateEntry): void => {
    // The first answer that was stored at a place stays: changing it would break the prefix.
    if (session.entries.has(entry.anchor)) return;
    const size = sizeOf(entry);
    session.frozen ||=
      session.entries.size >= limits.entriesPerSessionMax || bytes + size > limits.bytesMax;
    if (session.frozen) {
      counters.frozenEntries++;
      return;
    }
    session.entries.set(entry.anchor, entry);
    session.bytes += size;
    bytes += size;
  };

  return {
    async load({ session: key, anchors }): Promise<SessionState> {
      const session = use(key);
      const entries = anchors.flatMap((anchor) => {
        const entry = session?.entries.get(anchor);
        return entry === undefined ? [] : [entry];
      });
      const hits = entries.length;
      counters.hits += hits;
      counters.misses += anchors.length - hits;
      return { pins: session?.pins ?? {}, entries };
    },
    async commit({ session: key, pins, entries }) {
      const known = use(key);
      if (known === undefined && pins === null && entries.length === 0) return;
      const session = known ?? admit(key);
      if (session === undefined) return;
      if (pins !== null) session.pins = pins;
      for (const entry of entries) add(session, entry);
    },
    async close() {
      sessions.clear();
      bytes = 0;
    },
    counters: () => ({ ...counters }),
  };
}

function sizeOf({ anchor, reasoning, originalArguments }: StateEntry): number {
  return reasoning.reduce(
    (sum, { id, encryptedContent, summary }) =>
      sum + (id?.length ?? 0) + encryptedContent.length + summary.join('').length,
    anchor.length + (originalArguments?.length ?? 0),
  );
}
