// The file that is read holds the tokens that the package's own code has.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import ranks from 'gpt-tokenizer/bpeRanks/o200k_base';
import { expect, test } from 'vitest';
import { parseVocabulary } from './vocabulary.ts';

const { resolve } = createRequire(import.meta.url);

test('every token of the package has its id, and there are no others', () => {
  const vocabulary = parseVocabulary(
    readFileSync(resolve('gpt-tokenizer/data/o200k_base.tiktoken')),
  );
  const wrong = ranks.flatMap((token, id) => {
    const bytes = Buffer.from(token as string).toString('latin1');
    return vocabulary.get(bytes) === id ? [] : [id];
  });
  expect(wrong).toEqual([]);
  expect(vocabulary.size).toBe(ranks.length);
});

test('bytes and ids are read to the end, with and without a last line break', () => {
  const bytes = ['a', 'ab', 'abc', 'abcd', '\u00ff\u0000'];
  const lines = bytes.map(
    (token, id) => `${Buffer.from(token, 'latin1').toString('base64')} ${id}`,
  );
  const vocabulary = new Map(bytes.map((token, id) => [token, id]));
  expect(parseVocabulary(Buffer.from(lines.join('\n')))).toEqual(vocabulary);
  expect(parseVocabulary(Buffer.from(`${lines.join('\n')}\n`))).toEqual(vocabulary);
  expect(parseVocabulary(Buffer.from(''))).toEqual(new Map());
});
