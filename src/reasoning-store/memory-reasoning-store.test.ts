import { describe, expect, test } from 'vitest';
import type { StateEntry } from '../domain/translator-state.ts';
import {
  createMemoryReasoningStore,
  defaultReasoningStoreLimits,
  type MemoryReasoningStore,
  type ReasoningStoreLimits,
} from './memory-reasoning-store.ts';

function entry(name: string, encryptedContent = 'gAAAA'): StateEntry {
  return {
    anchor: `call:${name}`,
    reasoning: [{ id: null, encryptedContent, summary: [] }],
    originalArguments: null,
  };
}

function open(limits: Partial<ReasoningStoreLimits> = {}): {
  store: MemoryReasoningStore;
  clock: { timeMs: number };
  add(session: string, ...names: string[]): Promise<void>;
  found(session: string, ...names: string[]): Promise<string[]>;
} {
  const clock = { timeMs: 0 };
  const store = createMemoryReasoningStore(
    { ...defaultReasoningStoreLimits, ...limits },
    { nowMs: () => clock.timeMs, monotonicMs: () => clock.timeMs },
  );
  return {
    store,
    clock,
    add: (session, ...names) =>
      store.commit({ session, pins: null, entries: names.map((name) => entry(name)) }),
    async found(session, ...names) {
      const { entries } = await store.load({
        session,
        anchors: names.map((name) => `call:${name}`),
      });
      return entries.map(({ anchor }) => anchor.slice('call:'.length));
    },
  };
}

describe('the memory store', () => {
  test('gives back what was committed to the same session, in the order that is asked for', async () => {
    const { add, found, store } = open();
    await add('s', 'a', 'b');
    await add('other', 'c');
    expect(await found('s', 'b', 'a', 'c')).toEqual(['b', 'a']);
    expect(store.counters()).toMatchObject({ hits: 2, misses: 1 });
  });

  test('keeps pins until they are replaced', async () => {
    const { store } = open();
    await store.commit({ session: 's', pins: { effort: 'high' }, entries: [] });
    await store.commit({ session: 's', pins: null, entries: [entry('a')] });
    expect((await store.load({ session: 's', anchors: [] })).pins).toEqual({ effort: 'high' });
  });

  test('keeps the first entry of a place', async () => {
    const { store } = open();
    await store.commit({ session: 's', pins: null, entries: [entry('a', 'first')] });
    await store.commit({ session: 's', pins: null, entries: [entry('a', 'second')] });
    const { entries } = await store.load({ session: 's', anchors: ['call:a'] });
    expect(entries[0]?.reasoning[0]?.encryptedContent).toBe('first');
  });

  test('at its limit a session stops adding for good and keeps its oldest', async () => {
    const { add, found, store } = open({ entriesPerSessionMax: 2 });
    await add('s', 'a', 'b', 'c');
    await add('s', 'd');
    expect(await found('s', 'a', 'b', 'c', 'd')).toEqual(['a', 'b']);
    expect(store.counters().frozenEntries).toBe(2);
  });

  test('at the limit of bytes the session that grows is the one that stops', async () => {
    const { add, found } = open({ bytesMax: 25 });
    await add('one', 'a', 'b', 'c');
    expect(await found('one', 'a', 'b', 'c')).toEqual(['a', 'b']);
  });

  test('once it has stopped adding, a session does not begin again when something smaller comes', async () => {
    const { add, found, store } = open({ bytesMax: 40 });
    await add('s', 'a');
    const long = entry('long', 'x'.repeat(100));
    await store.commit({ session: 's', pins: null, entries: [long] });
    await add('s', 'b');
    expect(await found('s', 'a', 'long', 'b')).toEqual(['a']);
    expect(store.counters().frozenEntries).toBe(2);
  });

  test('at the limit of sessions a new one is not admitted and the old ones stay', async () => {
    const { add, found, store } = open({ sessionsMax: 1 });
    await add('one', 'a');
    await add('two', 'b');
    expect(await found('one', 'a')).toEqual(['a']);
    expect(await found('two', 'b')).toEqual([]);
    expect(store.counters().refusedSessions).toBe(1);
  });

  test('a session expires as a whole, after a time without use', async () => {
    const { add, found, clock, store } = open({ expiryMs: 100 });
    await add('s', 'a');
    clock.timeMs = 90;
    expect(await found('s', 'a')).toEqual(['a']);
    clock.timeMs = 180;
    await add('s', 'b');
    expect(await found('s', 'a', 'b')).toEqual(['a', 'b']);
    clock.timeMs = 280;
    expect(await found('s', 'a', 'b')).toEqual([]);
    expect(store.counters().expired).toBe(1);
  });
});
