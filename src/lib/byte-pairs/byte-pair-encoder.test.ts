// The tokens are those of the package whose vocabulary is used, for texts that it can encode in
// time.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { decode, encode as reference } from 'gpt-tokenizer/encoding/o200k_base';
import { expect, test } from 'vitest';
import { collectGarbage } from '../collect-garbage.ts';
import { propertyRuns } from '../property-runs.test-support.ts';
import { createBytePairEncoder } from './byte-pair-encoder.ts';
import { parseVocabulary } from './vocabulary.ts';

const asPlainText = { allowedSpecial: new Set<string>(), disallowedSpecial: new Set<string>() };
const { resolve } = createRequire(import.meta.url);
const vocabulary = parseVocabulary(readFileSync(resolve('gpt-tokenizer/data/o200k_base.tiktoken')));
const { encode, steps } = createBytePairEncoder(vocabulary);

/** Texts of one kind of character, words, and code: what a splitter treats differently. */
const letters = ['a', 'A', 'é', 'я', 'Я', '你', 'ก', '\u0301', '😀', '\ud800'];
const others = [' ', '\n', '\r\n', '\t', '\u00a0', '=', '/', '-', '{"', "'s", '1', '0123'];
const text = fc
  .array(fc.tuple(fc.constantFrom(...letters, ...others), fc.integer({ min: 1, max: 90 })), {
    maxLength: 12,
  })
  .map((runs) => runs.map(([unit, times]) => unit.repeat(times)).join(''));

test('any text has the tokens that the package gives it', () => {
  const any = fc.oneof(text, fc.string({ unit: 'binary', maxLength: 300 }), fc.lorem());
  fc.assert(
    fc.property(any, (one) => {
      expect(encode(one)).toEqual(reference(one, asPlainText));
    }),
    { numRuns: propertyRuns(500) },
  );
});

test('long pieces without order have the tokens that the package gives them', () => {
  const unit = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz', 'ABC', 'tion', 'ing', 'é', '你');
  fc.assert(
    fc.property(fc.array(unit, { minLength: 50, maxLength: 800 }), (units) => {
      const piece = units.join('');
      expect(encode(piece)).toEqual(reference(piece, asPlainText));
    }),
    { numRuns: propertyRuns(100) },
  );
});

test('few letters, and repeated units, have the tokens that the package gives them', () => {
  const alphabet = fc.constantFrom(
    'ab',
    '=-',
    ' \t',
    '\r\n',
    'aA',
    '/*',
    'яЯ',
    'กา',
    '你好',
    '\u0301a',
  );
  const mixed = alphabet.chain((units) =>
    fc.array(fc.constantFrom(...units), { minLength: 20, maxLength: 600 }),
  );
  const runs = fc
    .tuple(fc.integer({ min: 40, max: 130 }), fc.constantFrom(' \t', '\t ', '=-', '-*'))
    .map(([times, [run, end]]) => Array.from('123456789', () => `${run?.repeat(times)}${end}`));
  const repeated = fc
    .tuple(fc.string({ minLength: 1, maxLength: 10 }), fc.integer({ min: 2, max: 150 }))
    .map(([unit, times]) => [unit.repeat(times)]);
  fc.assert(
    fc.property(fc.oneof(mixed, runs, repeated), (units) => {
      const piece = units.join('');
      expect(encode(piece)).toEqual(reference(piece, asPlainText));
    }),
    { numRuns: propertyRuns(200) },
  );
});

test('counting in steps does not disturb what is counted between them', () => {
  const piece = 'qwertyuiopasdfghjklzxcvbnm'.repeat(4_000);
  const other = 'mnbvcxz='.repeat(3_000);
  const found: number[] = [];
  for (const some of steps(piece)) {
    found.push(...some);
    expect(encode(other.slice(found.length % 7)).length).toBeGreaterThan(0);
  }
  expect(found).toEqual(encode(piece));
});

test('our own documents and code have the tokens that the package gives them', () => {
  for (const path of [
    'docs/style.md',
    'package-lock.json',
    'src/pseudonymise/placeholder-words.ts',
  ]) {
    const own = readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
    expect(encode(own)).toEqual(reference(own, asPlainText));
  }
});

test('a run of a million bytes is encoded before anybody gives it up', () => {
  // The package takes more than a minute for each, which the runner would end.
  for (const unit of ['A', ' ', '=', '\n', '你', '😀', 'ab']) {
    const run = unit.repeat(1_000_000 / Buffer.byteLength(unit));
    const perUnit = reference(unit.repeat(5_120), asPlainText).length / 5_120;
    expect(encode(run).length / (run.length / unit.length) / perUnit).toBeCloseTo(1, 1);
  }
});

test('in steps, a text has the same tokens, and no step is long', () => {
  const long = [...['A', ' ', '你', 'ab ', 'xq'].map((unit) => unit.repeat(100_000)), 'x y', ''];
  for (const one of [...long, long.join('')]) {
    const found = [...steps(one)];
    const flat = found.flat();
    expect(flat).toEqual(encode(one));
    expect(Math.max(...found.map(({ length }) => length))).toBeLessThanOrEqual(64 * 1024);
    expect(found.length).toBeGreaterThanOrEqual(flat.length / 64 / 1024);
  }
});

test('a piece that is cut has a few tokens more at most at each cut', () => {
  for (const unit of ['A', ' ', 'ab', 'xyz=', 'qwertyuiopasdfghjklzxcvbnm']) {
    const piece = unit.repeat(4_000 / unit.length);
    const { encode: cut } = createBytePairEncoder(vocabulary, { pieceCharsMax: 500 });
    expect(Math.abs(cut(piece).length - encode(piece).length)).toBeLessThanOrEqual(7 * 3);
    expect(decode(cut(piece))).toBe(piece);
  }
});

test('a text that was encoded is let go of', () => {
  const megabyte = 1_000_000;
  const held = (): number => {
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  encode('warm');
  const before = held();
  const words = [...'abcdefghijklmnopqrstuvwxyz'].map((letter) => `${letter}xyzzy`.repeat(4));
  for (const word of words) encode(`${'word '.repeat(megabyte / 5)}${word}`);
  expect(held() - before).toBeLessThan((words.length / 2) * megabyte);
});
