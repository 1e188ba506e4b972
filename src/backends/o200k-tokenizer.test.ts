import { expect, test } from 'vitest';
import { loadO200kTokenizer, rememberEncodings } from './o200k-tokenizer.ts';

test('counts as the vocabulary does, markers as plain text', async () => {
  const tokenizer = await loadO200kTokenizer();
  expect(tokenizer.encode('hello world')).toEqual([24912, 2375]);
  expect(tokenizer.count('<|endoftext|>')).toBeGreaterThan(1);
  expect(tokenizer.count('')).toBe(0);
});

test.each([
  ['many tokens', 4_500_000, ''],
  ['few tokens and many characters', 1, ' '.repeat(17_000_000)],
])('a text of %s is encoded once while it is remembered, and the oldest goes first', (...one) => {
  const [, length, rest] = one;
  const encoded: string[] = [];
  const encode = (text: string): number[] => {
    encoded.push(text.trim());
    return { length } as number[];
  };
  const tokenizer = rememberEncodings('test', { encode });
  for (const text of ['a', 'a', 'b', 'b', 'a']) tokenizer.count(text + rest);
  expect(encoded).toEqual(['a', 'b', 'a']);
});
