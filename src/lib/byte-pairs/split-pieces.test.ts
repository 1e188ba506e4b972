// The pieces are those of the package's regular expression, whatever the text.
import fc from 'fast-check';
import { O200K_TOKEN_SPLIT_REGEX } from 'gpt-tokenizer/encodingParams/constants';
import { expect, test } from 'vitest';
import { propertyRuns } from '../property-runs.test-support.ts';
import { pieceEnd } from './split-pieces.ts';

function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; ) {
    const end = pieceEnd(text, at);
    if (end <= at) throw new RangeError(`the piece at ${at} of ${JSON.stringify(text)} is empty`);
    pieces.push(text.slice(at, end));
    at = end;
  }
  return pieces;
}

test('every character is split from others as the expression splits it', () => {
  const wrong: number[] = [];
  // In one text for each block: a piece that ends at another place moves the next ones.
  // Planes 4 to 13 have no characters, 15 and 16 are for private use.
  const blocks = Array.from({ length: 0x1100 }, (_, index) => 0x100 * index);
  for (const block of blocks.filter(
    (first) => first < 0x4_0000 || first >> 16 === 0xe || first === 0xf_0000,
  )) {
    let text = '';
    for (let code = block; code < block + 0x100; code++) {
      const one = String.fromCodePoint(code);
      text += `${one}${one}A${one}a${one} ${one}\n!${one}/\n1${one} `;
    }
    const expected = text.match(O200K_TOKEN_SPLIT_REGEX) ?? [];
    if (piecesOf(text).join('|') !== expected.join('|')) wrong.push(block);
  }
  expect(wrong).toEqual([]);
});

test('any row of kinds of characters is split as the expression splits it', () => {
  const units = [
    'A',
    'ǅ',
    'b',
    'ʰ',
    '你',
    '\u0301',
    '7',
    '½',
    '\r',
    '\n',
    ' ',
    '\t',
    '\u00a0',
    '!',
  ];
  const others = [
    '/',
    "'",
    "'s",
    "'LL",
    "'re",
    'ſ',
    '😀',
    '𝐀',
    '𝐚',
    '𝟗',
    '\ud800',
    '\udc00',
    '\u0000',
  ];
  const unit = fc.oneof(fc.constantFrom(...units, ...others), fc.string({ unit: 'binary' }));
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 25 }), (parts) => {
      const text = parts.join('');
      expect(piecesOf(text)).toEqual(text.match(O200K_TOKEN_SPLIT_REGEX) ?? []);
    }),
    { numRuns: propertyRuns(3_000) },
  );
});
