// The ideal cache over the requests of a session.
import { expect, test } from 'vitest';
import type { Tokenizer } from '../domain/tokenizer.ts';
import type { ResponsesItem } from '../wire/responses/item.ts';
import type { ResponsesRequest } from '../wire/responses/request.ts';
import { createIdealCacheCounter } from './ideal-cache-counter.ts';

/** A token a word. */
const tokenizer: Tokenizer = {
  name: 'words',
  encode: (text) => text.split(' ').map((word) => word.length * 1000 + word.charCodeAt(0)),
  count: (text) => text.split(' ').length,
};
const words = (count: number, word: string): string => Array(count).fill(word).join(' ');
const user = (content: string): ResponsesItem => ({ type: 'message', role: 'user', content });
const body = (...input: ResponsesItem[]): ResponsesRequest => bodyFor('m', input);
const bodyFor = (model: string, input: ResponsesItem[]): ResponsesRequest => ({
  model,
  stream: true,
  store: false,
  input,
});
const all = { contextRule: 'all_turns' } as const;
const cache = () =>
  createIdealCacheCounter(tokenizer, (content) => ({ identity: content, tokens: 200 }));

test('the first prompt has nothing to find, the next one all whole steps of what was there', () => {
  const { note } = cache();
  const first = user(words(1500, 'a'));
  expect(note(body(first), all, true)).toBe(0);
  // 1,500 words and their frame: three steps of 512, of which 127 are hidden, in whole 128s.
  expect(note(body(first, user(words(700, 'b'))), all, true)).toBe(1408);
});

test('below the minimum nothing is cacheable', () => {
  const { note } = cache();
  note(body(user(words(1000, 'a'))), all, true);
  expect(note(body(user(words(1000, 'a'))), all, true)).toBe(0);
});

test('a request that was refused leaves nothing in the cache', () => {
  const { note } = cache();
  note(body(user(words(2000, 'a'))), all, false);
  expect(note(body(user(words(2000, 'a'))), all, true)).toBe(0);
});

test('the longest of several earlier prompts counts, and reasoning with its own tokens', () => {
  const { note } = cache();
  const base = user(words(1500, 'a'));
  const reasoning: ResponsesItem = { type: 'reasoning', summary: [], encrypted_content: 'sealed' };
  note(body(base, reasoning), all, true);
  note(body(user(words(1500, 'c'))), all, true);
  expect(note(body(base, reasoning, user('go')), all, true)).toBe(1408);
});

test.each([
  ['gpt-5.5', 'whole steps of the beginning that two prompts share', 1408],
  ['gpt-5.6', 'none of it: one step of 1,024 is less than the minimum', 0],
])('%s caches %s', (model, _what, cached) => {
  const { note } = cache();
  const base = user(words(1500, 'a'));
  note(bodyFor(model, [base, user(words(700, 'b'))]), all, true);
  expect(note(bodyFor(model, [base, user(words(700, 'c'))]), all, true)).toBe(cached);
});
