// Cached counts in steps after a hidden prefix.
import { expect, test } from 'vitest';
import { countCached } from './cached-count.ts';

test.each([
  // prefix, step, hidden prefix, quantum, count
  [1000, 128, 0, 128, 896],
  [1024, 128, 0, 128, 1024],
  [1409, 512, 127, 128, 1408],
  [1408, 512, 127, 128, 896],
  [5000, 1024, 148, 128, 4864],
  [100, 512, 127, 128, 0],
  [777, 1, 0, 1, 777],
])(
  'of %d tokens, step %d, hidden %d, quantum %d: %d',
  (prefix, step, hiddenPrefix, quantum, count) => {
    expect(countCached(prefix, { step, hiddenPrefix, quantum })).toBe(count);
  },
);

test('never exceeds the prefix, never falls as the prefix grows, and moves in steps', () => {
  const rule = { step: 512, hiddenPrefix: 127, quantum: 128 };
  let before = 0;
  for (let prefix = 0; prefix < 6000; prefix++) {
    const count = countCached(prefix, rule);
    expect(count).toBeLessThanOrEqual(prefix);
    expect(count).toBeGreaterThanOrEqual(before);
    before = count;
  }
});
