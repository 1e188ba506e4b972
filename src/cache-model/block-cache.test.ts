// What a cache that forgets still holds of a prompt is always its beginning.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBlockCache } from './block-cache.ts';
import { countLeadingBlocks } from './prefix-cache.ts';

/** Prompts that share beginnings: keys of `[branch]` up to a length, as paths of a small tree. */
const prompt = fc
  .tuple(fc.array(fc.nat(2), { maxLength: 3 }), fc.integer({ min: 1, max: 12 }))
  .map(([turns, length]) =>
    Array.from({ length }, (_, index) => {
      const path = turns.slice(0, Math.floor(index / 3)).join('');
      return Number(`${index + 1}0${path}`);
    }),
  );
const step = fc.record({ prompt, waitMs: fc.nat(40) });
const cacheOf = fc.record({
  capacity: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constant(Number.POSITIVE_INFINITY)),
  idleMs: fc.nat(60),
  steps: fc.array(step, { maxLength: 12 }),
});

test('what is held, and what is fresh, is found without looking at every block', () => {
  fc.assert(
    fc.property(cacheOf, ({ capacity, idleMs, steps }) => {
      const cache = createBlockCache(capacity);
      let nowMs = 0;
      for (const { prompt: keys, waitMs } of steps) {
        nowMs += waitMs;
        for (const has of [cache.isHeld, (key: number) => cache.isFresh(key, nowMs, idleMs)]) {
          const missing = keys.findIndex((key) => !has(key));
          const known = keys.length - (missing < 0 ? 0 : keys.length - missing);
          expect(countLeadingBlocks(keys, has)).toBe(known);
          // What is behind the first that is missing is missing too.
          expect(keys.slice(known).some(has)).toBe(false);
        }
        cache.hold(keys, nowMs);
        expect(cache.size()).toBeLessThanOrEqual(capacity);
      }
    }),
  );
});
