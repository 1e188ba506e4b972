import { expect, test } from 'vitest';
import { loadO200kTokenizer, rememberEncodings } from './o200k-tokenizer.ts';

test('counts as the vocabulary does, markers as plain text', async () => {
  const tokenizer = await loadO200kTokenizer();
  expect(tokenizer.encode('hello world')).toEqual([24912, 2375]);
  expect(tokenizer.count('<|endoftext|>')).toBeGreaterThan(1);
  expect(tokenizer.count('')).toBe(0);
});

test('a text is encoded once while it is remembered, and the oldest goes first', () => {
  const encoded: string[] = [];
  const encode = (text: string): number[] => {
    encoded.push(text);
    return { length: 2_500_000 } as number[];
  };
  const tokenizer = rememberEncodings('test', { encode });
  for (const text of ['a', 'a', 'b', 'b', 'a']) tokenizer.count(text);
  expect(encoded).toEqual(['a', 'b', 'a']);
});
