import { expect, test } from 'vitest';
import { dollars } from './render-explain.ts';

test.each([
  [0.3393, '$0.3393'],
  [-0.0029, '-$0.0029'],
  [null, '-'],
])('a cost of %s is printed as %s', (cost, printed) => {
  expect(dollars(cost)).toBe(printed);
});
