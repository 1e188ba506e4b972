import { describe, expect, test } from 'vitest';
import { createMemoryReasoningStore } from './memory-reasoning-store.ts';
import { describeReasoningStore, openStore } from './store-suite.test-support.ts';

describeReasoningStore('the memory store', async (limits, clock) =>
  createMemoryReasoningStore(limits, clock),
);

describe('the memory store with oldest-first eviction, as an arm to measure against', () => {
  const open = (limits: Parameters<typeof openStore>[1]) =>
    openStore(async (all, clock) => createMemoryReasoningStore(all, clock, 'oldest-first'), limits);

  test('drops the oldest reasoning of the live session that grows', async () => {
    const { add, found, store } = await open({ entriesPerSessionMax: 2 });
    await add('s', 'a', 'b', 'c');
    expect(await found('s', 'a', 'b', 'c')).toEqual(['b', 'c']);
    expect(store.counters()).toMatchObject({ evictedEntries: 1, frozenEntries: 0 });
  });

  test('drops the session that was not used for longest', async () => {
    const { add, found, store } = await open({ sessionsMax: 2 });
    await add('one', 'a');
    await add('two', 'b');
    await found('one', 'a');
    await add('three', 'c');
    expect(await found('two', 'b')).toEqual([]);
    expect(await found('one', 'a')).toEqual(['a']);
    expect(store.counters().evictedSessions).toBe(1);
  });

  test('does not drop everything for an entry that can never fit', async () => {
    const { add, store } = await open({ bytesMax: 5 });
    await add('s', 'far-too-long');
    expect(store.counters().evictedEntries).toBe(0);
  });
});
