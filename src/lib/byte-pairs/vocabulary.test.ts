// The file that is read holds the tokens that the package's own code has.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import ranks from 'gpt-tokenizer/bpeRanks/o200k_base';
import { expect, test } from 'vitest';
import { createPrefixTree } from './prefix-tree.ts';
import { createTokenBorders } from './token-borders.ts';
import { parseVocabulary, type Vocabulary } from './vocabulary.ts';

const { resolve } = createRequire(import.meta.url);
const published = parseVocabulary(readFileSync(resolve('gpt-tokenizer/data/o200k_base.tiktoken')));
const tokensOf = ({ bytes, starts, count }: Vocabulary): Buffer[] =>
  Array.from({ length: count }, (_, token) =>
    Buffer.from(bytes.subarray(starts[token], starts[token + 1])),
  );

test('the tokens are those of the package, in the order of their ids', () => {
  const tokens = tokensOf(published);
  expect(tokens.length).toBe(ranks.length);
  const wrong = ranks.filter((token, id) => {
    const isSame = tokens[id]?.equals(Buffer.from(token as string)) ?? false;
    return !isSame || published.ids[id] !== id;
  });
  expect(wrong).toEqual([]);
});

test('every token is found by its bytes, and all but single bytes are made by merging', () => {
  const tree = createPrefixTree(published);
  const borders = createTokenBorders(published, tree);
  const wrong = tokensOf(published).filter((bytes, token) => {
    const isFound = tree.longest(bytes, 0, bytes.length) === token;
    return !isFound || borders.isMade(token) !== bytes.length > 1;
  });
  expect(wrong).toEqual([]);
});

test('any tokens are read to the end of a file, with and without a last line end', () => {
  const some = fc.array(fc.uint8Array({ minLength: 1, maxLength: 9 }));
  fc.assert(
    fc.property(some, fc.constantFrom('', '\n'), (tokens, end) => {
      const lines = tokens.map((bytes, id) => `${Buffer.from(bytes).toString('base64')} ${3 * id}`);
      const found = parseVocabulary(
        Buffer.from(`${lines.join('\n')}${tokens.length > 0 ? end : ''}`),
      );
      expect(tokensOf(found)).toEqual(tokens.map((bytes) => Buffer.from(bytes)));
      expect([...found.ids]).toEqual(tokens.map((_, id) => 3 * id));
    }),
  );
});
