// The state of the sessions in one fixture, as plain values: a check needs no store, no clock and no
// eviction, and must be synchronous.
import type {
  Anchor,
  SessionPins,
  SessionState,
  StateEntry,
  StateKeys,
  StateWrites,
} from '../domain/translator-state.ts';

export interface SessionMemory {
  load(keys: StateKeys): SessionState;
  commit(writes: StateWrites): void;
}

export function createSessionMemory(): SessionMemory {
  const pins = new Map<string, SessionPins>();
  const entries = new Map<string, Map<Anchor, StateEntry>>();
  return {
    load({ session, anchors }) {
      const known = entries.get(session);
      return {
        pins: pins.get(session) ?? {},
        entries: anchors.flatMap((anchor) => known?.get(anchor) ?? []),
      };
    },
    commit(writes) {
      if (writes.pins !== null) pins.set(writes.session, writes.pins);
      const known = entries.get(writes.session) ?? new Map<Anchor, StateEntry>();
      entries.set(writes.session, known);
      for (const entry of writes.entries) known.set(entry.anchor, entry);
    },
  };
}
