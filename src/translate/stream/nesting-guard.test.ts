import fc from 'fast-check';
import { expect, test } from 'vitest';
import { argumentLevelsMax, createNestingGuard } from './nesting-guard.ts';

const inPieces = (text: string, cuts: readonly number[]): string[] => {
  const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((from, index) => text.slice(from, places[index]));
};

test('what JSON there is passes, however it is cut', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.array(fc.nat()), (value, cuts) => {
      const { check } = createNestingGuard();
      for (const piece of inPieces(JSON.stringify(value), cuts)) expect(check(piece)).toBeNull();
    }),
  );
});

test('one level too many is found, brackets in strings are not levels', () => {
  const nested = (levels: number) => `${'[{"a\\"[":'.repeat(levels / 2)}"${'['.repeat(600)}"`;
  fc.assert(
    fc.property(fc.array(fc.nat()), fc.constantFrom(-2, 0, 2), (cuts, more) => {
      const { check } = createNestingGuard();
      const pieces = inPieces(nested(argumentLevelsMax + more), cuts);
      const found = pieces.map(check).find((one) => one !== null);
      if (more > 0) expect(found).toContain(`${argumentLevelsMax} levels`);
      else expect(found).toBeUndefined();
    }),
  );
});

test('more objects than a request may bring back are found', () => {
  const { check } = createNestingGuard();
  expect(check(`[${'{},'.repeat(50_000)}`)).toBeNull();
  expect(check('{}')).toContain('50000 objects');
});

test('where the first object ends is known, however the text is cut', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.nat()), (value, cuts) => {
      const guard = createNestingGuard();
      const text = JSON.stringify(value);
      for (const piece of inPieces(`${text}${text} `, cuts)) guard.check(piece);
      expect(guard.end()).toBe(text.length);
    }),
  );
});
