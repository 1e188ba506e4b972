import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { expect, test } from 'vitest';
import { fillerText } from './filler.ts';
import { fillerWords } from './filler-words.ts';

test('every filler word is one token after a space', () => {
  expect(fillerWords.filter((word) => encode(` ${word}`).length !== 1)).toEqual([]);
  expect(new Set(fillerWords).size).toBe(fillerWords.length);
});

test('a filler of 2,000 words counts 2,000 tokens, one more or less', () => {
  expect(Math.abs(encode(fillerText(2000, 'a')).length - 2000)).toBeLessThanOrEqual(1);
});

test('the same seed gives the same words, another seed gives others', () => {
  expect(fillerText(50, 'a')).toBe(fillerText(50, 'a'));
  expect(fillerText(50, 'a')).not.toBe(fillerText(50, 'b'));
});
