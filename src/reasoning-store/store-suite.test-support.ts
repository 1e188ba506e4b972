// What every reasoning store promises, run against each of them: the laws of a session, and limits.
import { describe, expect, test } from 'vitest';
import type { Clock } from '../domain/clock.ts';
import { describeSessionLaws, entry } from '../domain/session-laws.test-support.ts';
import {
  type CountingReasoningStore,
  defaultReasoningStoreLimits,
  type ReasoningStoreLimits,
} from './limits.ts';

export interface OpenedStore {
  readonly store: CountingReasoningStore;
  readonly clock: { timeMs: number };
  add(session: string, ...names: string[]): Promise<void>;
  /** The names that are there, in the order that is asked for. */
  found(session: string, ...names: string[]): Promise<string[]>;
}

export type CreateStore = (
  limits: ReasoningStoreLimits,
  clock: Clock,
) => Promise<CountingReasoningStore>;

export async function openStore(
  create: CreateStore,
  limits: Partial<ReasoningStoreLimits> = {},
): Promise<OpenedStore> {
  const clock = { timeMs: 1000 };
  const store = await create(
    { ...defaultReasoningStoreLimits, ...limits },
    { nowMs: () => clock.timeMs, monotonicMs: () => clock.timeMs },
  );
  return {
    store,
    clock,
    add: (session, ...names) =>
      store.commit({ session, pins: null, entries: names.map((name) => entry(name)) }),
    async found(session, ...names) {
      const anchors = names.map((name) => `call:${name}`);
      const { entries } = await store.load({ session, anchors });
      return entries.map(({ anchor }) => anchor.slice('call:'.length));
    },
  };
}

/** @param create a new, empty store */
export function describeReasoningStore(name: string, create: CreateStore): void {
  const open = (limits?: Partial<ReasoningStoreLimits>) => openStore(create, limits);

  describe(name, () => {
    describeSessionLaws(async () => (await open()).store, 25);

    test('gives back what was committed to the same session, in the order that is asked for', async () => {
      const { add, found, store } = await open();
      await add('s', 'a', 'b');
      await add('other', 'c');
      expect(await found('s', 'b', 'a', 'c')).toEqual(['b', 'a']);
      expect(store.counters()).toMatchObject({ hits: 2, misses: 1 });
    });

    test('is empty for a session of which nothing was kept', async () => {
      const { store } = await open({ sessionsMax: 1 });
      await store.commit({ session: 'empty', pins: null, entries: [] });
      await store.commit({ session: 's', pins: null, entries: [entry('a')] });
      expect((await store.load({ session: 's', anchors: ['call:a'] })).entries).toHaveLength(1);
      expect(await store.load({ session: 'gone', anchors: ['call:a'] })).toEqual({
        pins: {},
        entries: [],
      });
    });

    test('at its limit a session stops adding for good and keeps its oldest', async () => {
      const { add, found, store } = await open({ entriesPerSessionMax: 2 });
      await add('s', 'a', 'b', 'c');
      await add('s', 'd');
      expect(await found('s', 'a', 'b', 'c', 'd')).toEqual(['a', 'b']);
      expect(store.counters().frozenEntries).toBe(2);
    });

    test('at the limit of bytes the session that grows is the one that stops', async () => {
      const { add, found } = await open({ bytesMax: 25 });
      await add('one', 'a', 'b', 'c');
      expect(await found('one', 'a', 'b', 'c')).toEqual(['a', 'b']);
    });

    test('once it has stopped adding, a session does not begin again when something smaller comes', async () => {
      const { add, found, store } = await open({ bytesMax: 40 });
      await add('s', 'a');
      const long = entry('long', 'x'.repeat(100));
      await store.commit({ session: 's', pins: null, entries: [long] });
      await add('s', 'b');
      expect(await found('s', 'a', 'long', 'b')).toEqual(['a']);
      expect(store.counters().frozenEntries).toBe(2);
    });

    test('at the limit of sessions a new one is not admitted and the old ones stay', async () => {
      const { add, found, store } = await open({ sessionsMax: 1 });
      await add('one', 'a');
      await add('two', 'b');
      expect(await found('one', 'a')).toEqual(['a']);
      expect(await found('two', 'b')).toEqual([]);
      expect(store.counters().refusedSessions).toBe(1);
    });

    test('at the limit of sessions one that was idle for an hour makes room', async () => {
      const { add, found, clock, store } = await open({ sessionsMax: 2, bytesMax: 25 });
      await add('idle', 'a');
      clock.timeMs += 30 * 60_000;
      await add('used', 'b');
      clock.timeMs += 31 * 60_000;
      await add('new', 'c');
      expect(await found('idle', 'a')).toEqual([]);
      expect([await found('used', 'b'), await found('new', 'c')]).toEqual([['b'], ['c']]);
      await add('newer', 'd');
      expect(await found('newer', 'd')).toEqual([]);
      const { evictedSessions, refusedSessions } = store.counters();
      expect([evictedSessions, refusedSessions]).toEqual([1, 1]);
    });

    test('a session expires as a whole, after a time without use', async () => {
      const { add, found, clock, store } = await open({ expiryMs: 60_000 });
      await add('s', 'a');
      clock.timeMs += 50_000;
      expect(await found('s', 'a')).toEqual(['a']);
      clock.timeMs += 50_000;
      await add('s', 'b');
      expect(await found('s', 'a', 'b')).toEqual(['a', 'b']);
      clock.timeMs += 60_000;
      expect(await found('s', 'a', 'b')).toEqual([]);
      expect(store.counters().expired).toBe(1);
    });

    test('an expired session makes room for its bytes', async () => {
      const { add, found, clock } = await open({ bytesMax: 25, expiryMs: 60_000 });
      await add('old', 'a', 'b');
      clock.timeMs += 60_000;
      await add('new', 'c', 'd');
      expect(await found('new', 'c', 'd')).toEqual(['c', 'd']);
    });
  });
}
