import { expect, test } from 'vitest';
import { dollars, renderTotal } from './render-explain.ts';
import { summariseCalls } from './summarise.ts';

test.each([
  [0.3393, '$0.3393'],
  [-0.0029, '-$0.0029'],
  [null, '-'],
])('a cost of %s is printed as %s', (cost, printed) => {
  expect(dollars(cost)).toBe(printed);
});

test('without usage nothing is said of what was cached', () => {
  const summary = summariseCalls([]);
  expect(summary).toMatchObject({ actual_cached_tokens: null, lost_tokens: null, scale: null });
  expect(renderTotal({ ...summary, input_tokens: 100, theoretical_cached_tokens: 40 })).toBe(
    '100 input tokens: no answer reports usage, so what was cached is not known; ' +
      'an ideal cache holds 40.0% (longest earlier prefix)',
  );
});
