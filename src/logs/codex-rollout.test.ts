// Codex's session files of several versions, in small: each call once, with its own input and
// output.
import { describe, expect, test } from 'vitest';
import type { LoggedCall } from '../domain/logged-call.ts';
import type { JsonObject } from '../lib/json.ts';
import { codexRollout } from './codex-rollout.ts';
import { bareLogContext } from './log-context.test-support.ts';

let clock = Date.UTC(2026, 6, 1);
const at = (seconds: number): string => {
  clock += seconds * 1000;
  return new Date(clock).toISOString();
};

const meta = (extra: JsonObject = {}): JsonObject => ({
  timestamp: at(1),
  type: 'session_meta',
  payload: { id: 's1', cli_version: '0.1', cwd: '/repo', source: 'exec', ...extra },
});
const context = (model: string, effort = 'medium'): JsonObject => ({
  timestamp: at(0),
  type: 'turn_context',
  payload: { model, effort },
});
const item = (payload: JsonObject): JsonObject => ({
  timestamp: at(0),
  type: 'response_item',
  payload,
});
const event = (payload: JsonObject): JsonObject => ({
  timestamp: at(0),
  type: 'event_msg',
  payload,
});
const user = (text: string): JsonObject =>
  item({ type: 'message', role: 'user', content: [{ type: 'input_text', text }] });
const said = (phase?: string): JsonObject =>
  item({
    type: 'message',
    role: 'assistant',
    content: [{ type: 'output_text', text: 'done' }],
    ...(phase === undefined ? {} : { phase }),
  });
const reasoning = (characters: number): JsonObject =>
  item({ type: 'reasoning', summary: [], encrypted_content: 'x'.repeat(characters) });
const call = (id: string): JsonObject =>
  item({ type: 'function_call', name: 'shell', arguments: '{}', call_id: id });
const output = (id: string, text: string): JsonObject =>
  item({ type: 'function_call_output', call_id: id, output: text });

const usage = (input: number, cached: number, out: number, thought: number): JsonObject => ({
  input_tokens: input,
  cached_input_tokens: cached,
  output_tokens: out,
  reasoning_output_tokens: thought,
  total_tokens: input + out,
});
/** The event that older versions report with; `total` grows with each call. */
const counted = (last: JsonObject, total: number, seconds = 3): JsonObject => ({
  timestamp: at(seconds),
  type: 'event_msg',
  payload: {
    type: 'token_count',
    info: { total_token_usage: { total_tokens: total }, last_token_usage: last },
  },
});
const recorded = (id: string, own: JsonObject): JsonObject => ({
  timestamp: at(3),
  type: 'token_usage_record',
  payload: { response_id: id, usage: own },
});

function read(records: readonly JsonObject[]): LoggedCall[] {
  const reader = codexRollout.createReader({
    ...bareLogContext,
    source: 'here',
    countTokens: (text) => text.length,
  });
  return [...records.flatMap((record) => reader.read(record)), ...reader.end()];
}

const first = usage(1000, 0, 50, 30);
const second = usage(1100, 1000, 60, 0);

/** The same two calls as versions write them. */
const orders: Readonly<Record<string, JsonObject[]>> = {
  'reports after the answer, again after the results': [
    meta(),
    user('hello'),
    event({ type: 'user_message', message: 'hello' }),
    context('gpt-5.5'),
    event({ type: 'token_count', info: null }),
    reasoning(10),
    call('c1'),
    counted(first, 1050),
    output('c1', 'file'),
    counted(first, 1050),
    said(),
    counted(second, 2210),
  ],
  'reports before the answer': [
    meta(),
    user('hello'),
    event({ type: 'user_message', message: 'hello' }),
    context('gpt-5.5'),
    counted(first, 1050),
    reasoning(10),
    call('c1'),
    output('c1', 'file'),
    context('gpt-5.5'),
    counted(first, 1050),
    counted(second, 2210),
    said(),
  ],
  'records beside events': [
    meta(),
    user('hello'),
    event({ type: 'item_completed', item: { type: 'UserMessage' } }),
    context('gpt-5.5'),
    reasoning(10),
    call('c1'),
    recorded('resp_1', first),
    output('c1', 'file'),
    counted(first, 1050),
    said(),
    recorded('resp_2', second),
    counted(second, 2210),
  ],
};

describe.each(Object.entries(orders))('a session that %s', (name, records) => {
  const calls = read(records);

  test('has each call once, with its counters', () => {
    expect(calls.map(({ usage: own }) => [own.inputTokens, own.cachedTokens])).toEqual([
      [1000, 0],
      [1100, 1000],
    ]);
    expect(calls.map(({ usage: own }) => [own.outputTokens, own.reasoningTokens])).toEqual([
      [50, 30],
      [60, 0],
    ]);
  });

  test('gives each call what was added before it and what it answered', () => {
    expect(calls.map(({ inputs }) => inputs.map(({ kind }) => kind))).toEqual([
      ['message'],
      ['function_call_output'],
    ]);
    expect(calls.map(({ outputs }) => outputs.map(({ kind }) => kind))).toEqual([
      ['reasoning', 'function_call'],
      ['message'],
    ]);
    expect(calls.map(({ usage: own }) => own.newInputTokens)).toEqual([5, 4]);
    expect(calls.map(({ usage: own }) => own.encryptedCharacters)).toEqual([10, 0]);
  });

  test('knows where the user spoke, and the reasoning since', () => {
    expect(calls.map(({ usage: own }) => own.beginsUserTurn)).toEqual([true, false]);
    expect(calls.map(({ usage: own }) => own.reasoningSinceUserTurn)).toEqual([0, 30]);
    expect(calls.map(({ usage: own }) => own.isRegular)).toEqual([false, true]);
  });

  test('names calls where the file does', () => {
    const ids = name === 'records beside events' ? ['resp_1', 'resp_2'] : [null, null];
    expect(calls.map(({ id }) => id)).toEqual(ids);
  });
});

/** Two calls with something between them. */
function between(...what: readonly JsonObject[]): LoggedCall[] {
  return read([
    meta(),
    context('gpt-5.5'),
    user('hello'),
    reasoning(10),
    said('final_answer'),
    counted(first, 1050),
    ...what,
    said(),
    counted(second, 2210),
  ]);
}

describe('what happens between calls', () => {
  test('a person speaks: the next call begins a user turn after a final answer', () => {
    const [, next] = between(user('and now?'));
    expect(next?.usage).toMatchObject({
      beginsUserTurn: true,
      previousPhase: 'final_answer',
      reasoningSinceUserTurn: 30,
      isRegular: true,
    });
  });

  test('the client speaks in the role of a user: no user turn', () => {
    const [, next] = between(user('<environment_context>…</environment_context>'));
    expect(next?.usage.beginsUserTurn).toBe(false);
  });

  test.each([
    ['a compaction record', { timestamp: at(0), type: 'compacted', payload: { message: 'x' } }],
    ['a compaction event', event({ type: 'context_compacted' })],
  ] as const)('%s: not regular, and said', (_, record) => {
    const [, next] = between(record);
    expect(next?.usage).toMatchObject({ isCompacted: true, isRegular: false });
  });

  test.each([
    ['an interrupted turn', event({ type: 'turn_aborted' })],
    ['a rollback', event({ type: 'thread_rolled_back', num_turns: 1 })],
    [
      'an image',
      item({
        type: 'message',
        role: 'user',
        content: [{ type: 'input_image', image_url: 'data:' }],
      }),
    ],
    ['another effort', context('gpt-5.5', 'high')],
  ] as const)('%s: the growth of the prompt is not explained by its parts', (_, record) => {
    expect(between(record)[1]?.usage.isRegular).toBe(false);
  });

  test('another model: its calls are its own', () => {
    const [, next] = between(context('gpt-5.6-sol'));
    expect(next?.usage).toMatchObject({ model: 'gpt-5.6-sol', hasChangedSettings: true });
  });

  test('an estimate without input does not count as a call', () => {
    expect(between(counted(usage(0, 0, 0, 0), 1051))).toHaveLength(2);
  });
});

test('a fork that repeats its parent’s calls counts its own only, and knows what came before', () => {
  const own = meta({ id: 'fork', forked_from_id: 's1' });
  const calls = read([
    own,
    { ...meta({ id: 's1' }), timestamp: own['timestamp'] ?? '' },
    context('gpt-5.5'),
    user('hello'),
    reasoning(10),
    said(),
    { ...counted(first, 1050), timestamp: own['timestamp'] ?? '' },
    user('again'),
    said(),
    counted(second, 2210),
  ]);
  expect(calls.map(({ usage: own }) => [own.inputTokens, own.position])).toEqual([[1100, 1]]);
});

test('a fork’s own call counts, however fast it was answered, where reports name their calls', () => {
  const own = meta({ id: 'fork', forked_from_id: 's1' });
  const report = { ...recorded('resp_1', first), timestamp: own['timestamp'] ?? '' };
  const calls = read([own, context('gpt-5.5'), user('otherwise'), said(), report]);
  expect(calls.map(({ id }) => id)).toEqual(['resp_1']);
});

test('a session says whose it is', () => {
  const reader = codexRollout.createReader(bareLogContext);
  for (const record of [
    meta({ id: 'child', forked_from_id: 'parent', source: { subagent: 'review' } }),
    user('# AGENTS.md instructions for /repo'),
    user('Look  here'),
  ]) {
    reader.read(record);
  }
  expect(reader.session()).toEqual({
    client: 'codex',
    clientVersion: '0.1',
    id: 'child',
    parent: 'parent',
    isSubagent: true,
    folder: '/repo',
    firstWords: 'Look  here',
  });
});

test('counters of wrong types are not known, never zero', () => {
  const [only] = read([
    meta(),
    context('gpt-5.5'),
    said(),
    counted({ input_tokens: '12', output_tokens: -1, cached_input_tokens: null }, 1),
  ]);
  expect(only?.usage).toMatchObject({
    inputTokens: null,
    cachedTokens: null,
    outputTokens: null,
    reasoningTokens: null,
  });
});

test("the time to the first token, told at a turn's end, is that of the turn's first call", () => {
  const told = (ms: number): JsonObject => ({
    timestamp: at(1),
    type: 'event_msg',
    payload: { type: 'task_complete', time_to_first_token_ms: ms },
  });
  const report = (id: string): JsonObject => ({
    timestamp: at(5),
    type: 'token_usage_record',
    payload: { response_id: id, usage: { input_tokens: 10, output_tokens: 1 } },
  });
  const words: JsonObject = {
    timestamp: at(1),
    type: 'event_msg',
    payload: { type: 'user_message', message: 'x' },
  };
  const calls = read([
    meta(),
    words,
    ...[report('a'), report('b'), told(4610)],
    words,
    ...[report('c'), report('d')],
    words,
    ...[report('e'), told(700)],
  ]);
  expect(calls.map(({ id, usage: { ttftMs } }) => [id, ttftMs ?? null])).toEqual([
    ['a', 4610],
    ['b', null],
    ['c', null],
    ['d', null],
    ['e', 700],
  ]);
});
