import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shortIds } from './short-ids.ts';

test('a short id begins one id of the list and no other', () => {
  const ids = fc.uniqueArray(
    fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 12, maxLength: 12 }),
  );
  fc.assert(
    fc.property(ids, (all) => {
      const short = shortIds(all);
      for (const id of all) {
        expect(short(id).length).toBeGreaterThanOrEqual(8);
        expect(all.filter((one) => one.startsWith(short(id)))).toEqual([id]);
      }
    }),
  );
});

test('one that begins another one is given whole', () => {
  expect(shortIds(['s_one', 's_one_more'])('s_one')).toBe('s_one');
});
