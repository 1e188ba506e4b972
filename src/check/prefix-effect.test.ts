// What a changed request costs the turns after it in cached tokens.
import { expect, test } from 'vitest';
import type { Tokenizer } from '../domain/tokenizer.ts';
import { defaultCacheModelParameters } from '../profiles/cache-model-parameters.ts';
import type { ResponsesItem } from '../wire/responses/item.ts';
import type { ResponsesRequest } from '../wire/responses/request.ts';
import { type ComparedPrompt, createPrefixEffects } from './prefix-effect.ts';

/** A token a word, equal for words of equal first letter. */
const tokenizer: Tokenizer = {
  name: 'words',
  encode: (text) => text.split(' ').map((word) => word.charCodeAt(0)),
  count: (text) => text.split(' ').length,
};
const message = (letter: string, words = 1500): ResponsesItem => ({
  type: 'message',
  role: 'user',
  content: Array(words).fill(letter).join(' '),
});
const request = (...input: ResponsesItem[]): ResponsesRequest => ({
  model: 'gpt-5.5',
  stream: true,
  store: false,
  input,
});
const turn = (number: string, expected: ResponsesRequest, actual = expected): ComparedPrompt => ({
  number,
  expected,
  actual,
});

test('a turn that goes back to an earlier prompt finds it in the cache, past the turn before', () => {
  const [first, other] = [request(message('a')), request(message('b'))];
  const turns = [
    turn('01', first, request(message('a'), message('c', 1))),
    turn('02', other, request(message('b'), message('c', 1))),
    turn('03', request(message('a'), message('d')), request(message('x'), message('d'))),
  ];
  // What turn 03 would have read of turn 01: 1,504 tokens in whole blocks.
  expect(createPrefixEffects(turns, tokenizer)(2)).toMatchObject({
    cached_tokens_lost: 1408,
    turns: ['03'],
  });
  // By other rules of the cache: blocks of 1,024.
  const coarse = { ...defaultCacheModelParameters, cache_quantum: 1024 };
  expect(createPrefixEffects(turns, tokenizer, coarse)(2).cached_tokens_lost).toBe(1024);
});
