// The state of `turntape translate` between its calls: what waits for an answer, and what becomes
// of it.
import { expect, test } from 'vitest';
import { defaultTranslatorOptions } from '../../domain/translator-options.ts';
import type { JsonObject, JsonValue } from '../../lib/json.ts';
import { type Produced, sseBytes, streamOf } from '../../translate/conversation.test-support.ts';
import { openAnswer, openRequest } from './filter-turn.ts';
import { createTranslateState, type LastRequest, type TranslateState } from './translate-state.ts';

const settings = {
  options: { ...defaultTranslatorOptions, reasoning_continuity: true },
  account: 'a',
};
const user = { role: 'user', content: 'list' };
const called = {
  role: 'assistant',
  content: [{ type: 'tool_use', id: 'call_1', name: 'Read', input: {} }],
};
const done = {
  role: 'user',
  content: [{ type: 'tool_result', tool_use_id: 'call_1', content: 'x' }],
};
const requestOf = (messages: JsonObject[], more: JsonObject = {}): LastRequest => ({
  body: { model: 'gpt-5.5', messages, ...more } as JsonValue,
  headers: [['x-claude-code-session-id', 'session']],
  upstreamModel: null,
});
const low = { output_config: { effort: 'low' } };
const high = { output_config: { effort: 'high' } };

function ask(state: TranslateState, request: LastRequest) {
  const step = openRequest(state, request, 'stdin', settings);
  if (step.type !== 'send') throw new TypeError(step.type);
  return step.attempt.translation.value.body;
}

function answer(state: TranslateState, body: Uint8Array, status = 200) {
  if (state.last === null) throw new TypeError('no request');
  const head = { status, headers: [] };
  const opened = openAnswer(state, state.last, 'the request', settings, head);
  if (opened.type !== 'answer') throw new TypeError(opened.type);
  opened.answer.feed(body);
  return opened.answer.end();
}

const stream = (...output: Produced[]): Uint8Array => sseBytes(streamOf(output));
const thought = stream(
  { type: 'reasoning', encrypted: 'gAAAAthought', summary: [] },
  { type: 'call', callId: 'call_1', name: 'Read', arguments: '{}' },
);
const refusal = Buffer.from(
  JSON.stringify({ error: { code: 'invalid_encrypted_content', message: 'No.' } }),
);
const pinnedEffort = (state: TranslateState): unknown =>
  Object.values(state.memory.sessions())[0]?.pins.effort;

test('what a request pins waits for its answer', () => {
  const state = createTranslateState();
  ask(state, requestOf([user], low));
  expect(pinnedEffort(state)).toBeUndefined();
  expect(answer(state, thought).type).toBe('commit');
  expect(pinnedEffort(state)).toBe('low');
  expect(state.pending).toBeNull();
});

test('without an answer the next request counts it as answered: pins hold', () => {
  const state = createTranslateState();
  ask(state, requestOf([user], low));
  expect(ask(state, requestOf([user], high)).reasoning?.effort).toBe('low');
});

test('an answer that failed takes the pins of its request with it', () => {
  const state = createTranslateState();
  ask(state, requestOf([user], low));
  expect(answer(state, Buffer.from('busy'), 500).type).toBe('failed');
  expect(ask(state, requestOf([user], high)).reasoning?.effort).toBe('high');
});

test('after a refusal of the reasoning the same request goes without it', () => {
  const state = createTranslateState();
  ask(state, requestOf([user]));
  answer(state, thought);
  const next = requestOf([user, called, done]);
  const types = () => ask(state, next).input.map(({ type }) => type);
  expect(types()).toContain('reasoning');
  expect(answer(state, refusal, 400).type).toBe('retry');
  expect(types()).not.toContain('reasoning');
});

test('an answer to another request commits what waits first', () => {
  const state = createTranslateState();
  ask(state, requestOf([user], low));
  const head = { status: 200, headers: [] };
  const opened = openAnswer(state, requestOf([user, called, done]), 'FILE', settings, head);
  expect(opened.type).toBe('answer');
  expect(pinnedEffort(state)).toBe('low');
});
