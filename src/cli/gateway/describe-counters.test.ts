import { expect, test } from 'vitest';
import type { CountingReasoningStore } from '../../reasoning-store/limits.ts';
import { describeEmptyStore } from './describe-counters.ts';

const store = (misses: number) => ({
  counters: () => ({ misses }) as ReturnType<CountingReasoningStore['counters']>,
});

test('a store in memory that missed says what keeps reasoning over a restart', () => {
  expect(describeEmptyStore(store(3), true)).toMatch(/3 lookups .*reasoning_carrier=signature/);
});

test.each([
  ['found everything', 0, true],
  ['is in Redis, or there is no store', 3, false],
])('one that %s says nothing', (_title, misses, isInMemory) => {
  expect(describeEmptyStore(store(misses), isInMemory)).toBeNull();
});
