import fc from 'fast-check';
import { expect, test } from 'vitest';
import { writeUtf8 } from './write-utf8.ts';

test('any part of a text is what the platform makes of it', () => {
  const unit = fc.constantFrom(
    'a',
    'é',
    '你',
    '😀',
    '\ud800',
    '\udc00',
    '\u07ff',
    '\u0800',
    '\uffff',
  );
  const text = fc.array(unit).map((units) => units.join(''));
  fc.assert(
    fc.property(text, fc.nat(10), fc.nat(10), (one, start, more) => {
      const end = Math.min(one.length, start + more);
      const bytes = new Uint8Array(3 * one.length);
      const length = start < end ? writeUtf8(one, start, end, bytes) : 0;
      const expected = Buffer.from(one.slice(start, end));
      expect(Buffer.from(bytes.subarray(0, length)).toString('hex')).toBe(expected.toString('hex'));
    }),
  );
});
