import { expect, test } from 'vitest';
import { wrapText } from './wrap-text.ts';

test.each([
  ['a bb ccc', 4, 'a bb\n  ccc'],
  ['a', 1, 'a'],
  ['toolongword b', 4, 'toolongword\n  b'],
  ['', 4, ''],
])('%j in %i columns', (text, columns, expected) => {
  expect(wrapText(text, columns, '  ')).toBe(expected);
});
