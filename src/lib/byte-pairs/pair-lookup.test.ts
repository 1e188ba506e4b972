// Tokens are found by their bytes, whether the vocabulary has them as texts or as bytes.
import vocabulary from 'gpt-tokenizer/bpeRanks/o200k_base';
import { expect, test } from 'vitest';
import { createPairLookup } from './pair-lookup.ts';

test('every token of the vocabulary is found by its bytes, and by no other ones', () => {
  const { idOf } = createPairLookup(vocabulary);
  const wrong = vocabulary.flatMap((token, id) => {
    const bytes = Buffer.from(token as string);
    return idOf(bytes.toString('latin1')) === id ? [] : [id];
  });
  expect(wrong).toEqual([]);
  // What these bytes would be as text in another encoding is a token too.
  expect(idOf('\u00c3\u00a9')).toBe(vocabulary.indexOf('\u00e9'));
  expect(idOf(Buffer.from('\u00c3\u00a9').toString('latin1'))).not.toBe(idOf('\u00c3\u00a9'));
  expect(idOf('\u00c3')).toBe(vocabulary.findIndex((token) => String(token) === '195'));
});
