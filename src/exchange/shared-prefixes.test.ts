import { expect, test } from 'vitest';
import type { JsonObject } from '../lib/json.ts';
import { createSharedPrefixes } from './shared-prefixes.ts';

const user = (text: string): JsonObject => ({ role: 'user', content: text });

/** The conversation of each request, in order. */
function follow(...bodies: readonly JsonObject[]): (string | undefined)[] {
  const prefixes = createSharedPrefixes();
  return bodies.map((body, index) => prefixes.firstOf(body, `x_${index}`));
}

test('a request that repeats an earlier one and continues belongs to its conversation', () => {
  const [a, b, c] = [user('a'), user('b'), user('c')];
  expect(
    follow({ messages: [a] }, { messages: [c] }, { messages: [a, b] }, { messages: [c, b] }),
  ).toEqual(['x_0', 'x_1', 'x_0', 'x_1']);
  expect(follow({ input: [a] }, { input: [a, b, c] })).toEqual(['x_0', 'x_0']);
});

test('of several beginnings the longest counts', () => {
  const [a, b, c] = [user('a'), user('b'), user('c')];
  const prefixes = createSharedPrefixes();
  prefixes.firstOf({ messages: [b] }, 'x_0');
  prefixes.firstOf({ messages: [a, b] }, 'x_1');
  prefixes.firstOf({ messages: [a] }, 'x_2');
  expect(prefixes.firstOf({ messages: [a, b, c] }, 'x_3')).toBe('x_1');
});

test('another system prompt or model, and a changed history, begin a conversation', () => {
  const messages = [user('a')];
  expect(
    follow(
      { model: 'm', system: 's', messages },
      { model: 'm', system: 't', messages },
      { model: 'n', system: 's', messages },
      { model: 'm', system: 's', messages: [user('A'), user('b')] },
    ),
  ).toEqual(['x_0', 'x_1', 'x_2', 'x_3']);
});

test('moving cache markers and a text’s two spellings change nothing', () => {
  const marked = [{ type: 'text', text: 'a', cache_control: { type: 'ephemeral' } }];
  expect(
    follow(
      { messages: [{ role: 'user', content: marked }] },
      { messages: [{ role: 'user', content: 'a' }, user('b')] },
    ),
  ).toEqual(['x_0', 'x_0']);
});

test('a body without messages says nothing', () => {
  expect(follow({ x: 1 }, { messages: 'no' })).toEqual([undefined, undefined]);
});

test('more messages than any agent sends are not looked at', () => {
  const messagesOf = (count: number): JsonObject => ({ messages: Array(count).fill(user('a')) });
  expect(follow(messagesOf(5_000), messagesOf(5_000))).toEqual(['x_0', 'x_0']);
  expect(follow(messagesOf(5_001))).toEqual([undefined]);
});
