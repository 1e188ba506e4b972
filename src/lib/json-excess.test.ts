import { expect, test } from 'vitest';
import { findJsonExcess, nestingMax, objectsMax } from './json-excess.ts';

const find = (text: string): string | null => findJsonExcess(Buffer.from(text));
const nested = (levels: number): string =>
  `${'[{"a":'.repeat(levels / 2)}1${'}]'.repeat(levels / 2)}`;
const many = (objects: number): string => `[${Array(objects).fill('{}').join()}]`;

test('what is at a limit passes, and one more does not', () => {
  expect(find(nested(nestingMax))).toBeNull();
  expect(find(nested(nestingMax + 2))).toContain('nested more than');
  expect(find(many(objectsMax))).toBeNull();
  expect(find(many(objectsMax + 1))).toContain('objects');
});

test('brackets in strings count nothing, whatever is escaped in them', () => {
  const text = JSON.stringify({ 'a{"': `${'{['.repeat(objectsMax)}"\\`, b: '\\"{' });
  expect(find(text)).toBeNull();
  expect(find(`[${text},${nested(nestingMax)}]`)).toContain('nested');
});

test('text that is not JSON ends', () => {
  for (const text of ['', '"', '"\\', ']]]]', '{"a']) expect(find(text)).toBeNull();
});
