// Reasoning in this process's memory, bounded. By default a limit never cuts into a live session (see
// `Eviction`): one at a limit stops adding; at the limit of sessions, a new one is not admitted.
import type { Clock } from '../domain/clock.ts';
import type { SessionPins, SessionState, StateEntry } from '../domain/translator-state.ts';
import {
  type CountingReasoningStore,
  type Eviction,
  type ReasoningStoreLimits,
  sizeOfEntry,
  zeroCounters,
} from './limits.ts';

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
  eviction: Eviction = 'freeze',
): CountingReasoningStore {
  /** In the order of their last use, so that the expired ones come first. */
  const sessions = new Map<string, StoredSession>();
  const counters = zeroCounters();
  let bytes = 0;

  const drop = (key: string, session: StoredSession): void => {
    sessions.delete(key);
    bytes -= session.bytes;
  };
  const dropExpired = (): void => {
    const deadlineMs = clock.monotonicMs() - limits.expiryMs;
    for (const [key, session] of sessions) {
      if (session.usedAtMs > deadlineMs) break;
      drop(key, session);
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
      const [oldest] = sessions;
      if (eviction === 'freeze' || oldest === undefined) {
        counters.refusedSessions++;
        return undefined;
      }
      drop(...oldest);
      counters.evictedSessions++;
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
  const evictOldest = (session: StoredSession): void => {
    for (const [anchor, entry] of session.entries) {
      session.entries.delete(anchor);
      session.bytes -= sizeOfEntry(entry);
      bytes -= sizeOfEntry(entry);
      counters.evictedEntries++;
      return;
    }
  };
  const add = (session: StoredSession, entry: StateEntry): void => {
    // The first answer that was stored at a place stays: changing it would break the prefix.
    if (session.entries.has(entry.anchor)) return;
    const size = sizeOfEntry(entry);
    const isFull = (): boolean =>
      session.entries.size >= limits.entriesPerSessionMax || bytes + size > limits.bytesMax;
    if (eviction === 'oldest-first') {
      while (session.entries.size > 0 && isFull()) evictOldest(session);
      if (isFull()) return;
    }
    session.frozen ||= isFull();
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
