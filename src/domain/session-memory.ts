// What every memory of sessions promises, in one place. The first entry of an anchor stays: another
// one would change what was sent before, and break the prefix. Pins replace each other, and null
// keeps them. A load gives the entries that are asked for and no others. No session sees another's.
import type {
  Anchor,
  SessionPins,
  SessionState,
  StateEntry,
  StateKeys,
  StateWrites,
} from './translator-state.ts';

/** All that is known of one session. Changed by `remember` alone. */
export interface RememberedSession {
  pins: SessionPins;
  /** In the order of their commits. */
  readonly entries: Map<Anchor, StateEntry>;
}

/** A session of which nothing is known yet. */
export function createRememberedSession(): RememberedSession {
  return { pins: {}, entries: new Map() };
}

/**
 * The session's pins, and its entries at these anchors in their order.
 * @param session undefined: nothing is known of it
 */
export function recall(
  session: RememberedSession | undefined,
  anchors: readonly Anchor[],
): SessionState {
  return {
    pins: session?.pins ?? {},
    entries: anchors.flatMap((anchor) => session?.entries.get(anchor) ?? []),
  };
}

/**
 * Commits writes to their session.
 * @param admits asked once for each entry whose anchor is free; false leaves that entry out
 */
export function remember(
  session: RememberedSession,
  { pins, entries }: Pick<StateWrites, 'pins' | 'entries'>,
  admits: (entry: StateEntry) => boolean = () => true,
): void {
  if (pins !== null) session.pins = pins;
  for (const entry of entries) {
    if (session.entries.has(entry.anchor) || !admits(entry)) continue;
    session.entries.set(entry.anchor, entry);
  }
}

/** True when a commit holds nothing: it does not make a session known. */
export function isEmptyWrite({ pins, entries }: StateWrites): boolean {
  return pins === null && entries.length === 0;
}

/** Sessions without a limit, a clock or IO. */
export interface SessionMemory {
  load(keys: StateKeys): SessionState;
  commit(writes: StateWrites): void;
  /** Everything that is known, as plain JSON by session key. */
  sessions(): Record<string, SessionState>;
}

/** @param known what `sessions` of an earlier memory gave */
export function createSessionMemory(known: Record<string, SessionState> = {}): SessionMemory {
  const sessions = new Map<string, RememberedSession>();
  const memory: SessionMemory = {
    load: ({ session, anchors }) => recall(sessions.get(session), anchors),
    commit(writes) {
      if (isEmptyWrite(writes)) return;
      const session = sessions.get(writes.session) ?? createRememberedSession();
      sessions.set(writes.session, session);
      remember(session, writes);
    },
    sessions: () =>
      Object.fromEntries(
        [...sessions].map(([key, { pins, entries }]) => [
          key,
          { pins, entries: [...entries.values()] },
        ]),
      ),
  };
  for (const [session, { pins, entries }] of Object.entries(known)) {
    memory.commit({ session, pins, entries });
  }
  return memory;
}
