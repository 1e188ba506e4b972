// The file that is read holds the tokens that the package's own code has.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import ranks from 'gpt-tokenizer/bpeRanks/o200k_base';
import { expect, test } from 'vitest';
import { noToken, parseVocabulary } from './vocabulary.ts';

const { resolve } = createRequire(import.meta.url);

test('every token of the package is found by its bytes, and by no others', () => {
  const { find, bytesMax } = parseVocabulary(
    readFileSync(resolve('gpt-tokenizer/data/o200k_base.tiktoken')),
  );
  const tokens = new Map(
    ranks.map((token, id) => [Buffer.from(token as string).toString('latin1'), id]),
  );
  const wrong = [...tokens].filter(([bytes, id]) => {
    const { length } = bytes;
    const text = `(${bytes})`;
    const isFound = (start: number, end: number): boolean =>
      find(text, start, end) === (tokens.get(text.slice(start, end)) ?? noToken);
    return (
      find(bytes, 0, length) !== id ||
      !isFound(1, length + 1) ||
      !isFound(0, length + 1) ||
      !isFound(1, length + 2) ||
      !isFound(1, length)
    );
  });
  expect(wrong).toEqual([]);
  const lengths = [...tokens.keys()].map(({ length }) => length);
  expect(bytesMax).toBe(lengths.reduce((a, b) => Math.max(a, b)));
});

test('any tokens are read to the end of a file, with and without a last line end', () => {
  const token = fc.string({ unit: fc.nat(255).map((code) => String.fromCharCode(code)) });
  const some = fc.uniqueArray(token.filter(({ length }) => length > 0));
  fc.assert(
    fc.property(some, fc.constantFrom('', '\n'), (tokens, end) => {
      const lines = tokens.map(
        (bytes, id) => `${Buffer.from(bytes, 'latin1').toString('base64')} ${3 * id}`,
      );
      const { find } = parseVocabulary(Buffer.from(`${lines.join('\n')}${tokens.length && end}`));
      const found = tokens.map((bytes) => find(bytes, 0, bytes.length));
      expect(found).toEqual(tokens.map((_, id) => 3 * id));
      expect(find('\u0000\u0001', 0, 0)).toBe(noToken);
    }),
  );
});
