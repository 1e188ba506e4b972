// Reasoning in this process's memory, bounded. By default a limit never cuts into a live session
// (see
// `Eviction`): one at a limit stops adding; at the limit of sessions, a new one takes the place of
// one that is idle, else it is not admitted.
// What a session keeps at all are the laws of domain/session-memory.ts.
import type { Clock } from '../domain/clock.ts';
import {
  createRememberedSession,
  isEmptyWrite,
  type RememberedSession,
  recall,
  remember,
} from '../domain/session-memory.ts';
import type { StateEntry } from '../domain/translator-state.ts';
import {
  type CountingReasoningStore,
  type Eviction,
  idleMsMax,
  type ReasoningStoreLimits,
  sizeOfEntry,
  zeroCounters,
} from './limits.ts';

interface StoredSession extends RememberedSession {
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
      const isIdle = (usedAtMs: number): boolean => clock.monotonicMs() - usedAtMs > idleMsMax;
      const mayGo = eviction === 'oldest-first' || isIdle(oldest?.[1].usedAtMs ?? 0);
      if (oldest === undefined || !mayGo) {
        counters.refusedSessions++;
        return undefined;
      }
      drop(...oldest);
      counters.evictedSessions++;
    }
    const session: StoredSession = {
      ...createRememberedSession(),
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
  /** Makes room as the eviction says; false: there is none. */
  const admitEntry = (session: StoredSession, entry: StateEntry): boolean => {
    const size = sizeOfEntry(entry);
    const isFull = (): boolean =>
      session.entries.size >= limits.entriesPerSessionMax || bytes + size > limits.bytesMax;
    if (eviction === 'oldest-first') {
      while (session.entries.size > 0 && isFull()) evictOldest(session);
      if (isFull()) return false;
    }
    session.frozen ||= isFull();
    if (session.frozen) {
      counters.frozenEntries++;
      return false;
    }
    session.bytes += size;
    bytes += size;
    return true;
  };

  return {
    async load({ session: key, anchors }) {
      const state = recall(use(key), anchors);
      const hits = state.entries.length;
      counters.hits += hits;
      counters.misses += anchors.length - hits;
      return state;
    },
    async commit(writes) {
      const known = use(writes.session);
      if (known === undefined && isEmptyWrite(writes)) return;
      const session = known ?? admit(writes.session);
      if (session === undefined) return;
      remember(session, writes, (entry) => admitEntry(session, entry));
    },
    async close() {
      sessions.clear();
      bytes = 0;
    },
    counters: () => ({ ...counters }),
  };
}
