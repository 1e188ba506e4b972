import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createExcessFinder, findJsonExcess, nestingMax, objectsMax } from './json-excess.ts';

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

test('texts one after the other are judged as each alone, whatever they share', () => {
  const piece = fc.oneof(
    fc.constantFrom('{"a":1},', '"[{\\"', '"', '\\', ']', '}'),
    fc.constantFrom(many(30_000), nested(300), 'x'.repeat(9000), `"${'{'.repeat(9000)}",`),
  );
  const text = fc.array(piece, { maxLength: 6 });
  // Each text begins with some pieces of the one before it.
  const texts = fc.array(fc.tuple(fc.nat(6), text), { maxLength: 6 });
  fc.assert(
    fc.property(texts, (given) => {
      const findNext = createExcessFinder();
      let before: string[] = [];
      for (const [kept, added] of given) {
        before = [...before.slice(0, kept), ...added];
        expect(findNext(Buffer.from(before.join('')))).toBe(find(before.join('')));
      }
    }),
  );
});
