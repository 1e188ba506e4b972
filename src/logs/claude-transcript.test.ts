// Claude Code's session files in small: an answer over several records is one call, and subagents
// are their own sessions.
import { describe, expect, test } from 'vitest';
import type { LoggedCall } from '../domain/logged-call.ts';
import type { JsonObject, JsonValue } from '../lib/json.ts';
import { claudeTranscript } from './claude-transcript.ts';
import { bareLogContext } from './log-context.test-support.ts';

const base = { sessionId: 's', cwd: '/repo', version: '2.1.330', isSidechain: false };
let second = 0;
const at = (): string => new Date(Date.UTC(2026, 6, 1, 0, 0, second++)).toISOString();

const usage = (input: number, read: number, written: number, out: number): JsonObject => ({
  input_tokens: input,
  cache_read_input_tokens: read,
  cache_creation_input_tokens: written,
  output_tokens: out,
});
const answer = (
  id: string,
  own: JsonObject,
  block: JsonObject,
  extra: JsonObject = {},
): JsonObject => ({
  ...base,
  type: 'assistant',
  timestamp: at(),
  message: { id, role: 'assistant', model: 'claude-opus-5-5', content: [block], usage: own },
  ...extra,
});
const user = (content: JsonValue, extra: JsonObject = {}): JsonObject => ({
  ...base,
  type: 'user',
  timestamp: at(),
  message: { role: 'user', content },
  ...extra,
});
const text = { type: 'text', text: 'hello' };
const tool = { type: 'tool_use', id: 't1', name: 'Read', input: { file_path: 'a' } };
const result = [{ type: 'tool_result', tool_use_id: 't1', content: 'file' }];

function read(records: readonly JsonObject[]): LoggedCall[] {
  const reader = claudeTranscript.createReader(bareLogContext);
  return [...records.flatMap((record) => reader.read(record)), ...reader.end()];
}

test('one answer over several records counts once, with its last counters', () => {
  const calls = read([
    user('hello'),
    answer('m1', usage(5, 0, 900, 1), text),
    answer('m1', usage(5, 0, 900, 40), tool),
    user(result),
    answer('m1', usage(5, 0, 900, 80), tool),
    user(result),
    answer('m2', usage(3, 900, 60, 20), text),
  ]);
  expect(calls.map(({ id, usage: own }) => [id, own.inputTokens, own.outputTokens])).toEqual([
    ['m1', 905, 80],
    ['m2', 963, 20],
  ]);
  expect(calls.map(({ usage: own }) => [own.cachedTokens, own.cacheWriteTokens])).toEqual([
    [0, 900],
    [900, 60],
  ]);
  expect(calls[0]?.outputs).toHaveLength(3);
  expect(calls[1]?.inputs.map(({ kind }) => kind)).toEqual(['tool_result', 'tool_result']);
  expect(calls.map(({ usage: own }) => own.beginsUserTurn)).toEqual([true, false]);
});

test.each<[string, JsonObject]>([
  ['a title of another session', { type: 'summary', summary: 'a', leafUuid: 'u' }],
  ['a state of files', { type: 'file-history-snapshot', messageId: 'm', snapshot: {} }],
])('%s may begin a file', (_, first) => {
  expect(claudeTranscript.matches(first)).toBe(true);
  expect(read([first, user('a'), answer('m1', usage(5, 0, 9, 1), text)])).toHaveLength(1);
});

test('a counter that is too large to add to is not known', () =>
  expect(read([answer('m1', usage(2 ** 31, 0, 9, 1), text)])[0]?.usage.inputTokens ?? null).toBe(
    null,
  ));

test('a subagent in the same file is its own session', () => {
  const side = { isSidechain: true, agentId: 'a1' };
  const calls = read([
    user('hello'),
    answer('m1', usage(10, 0, 0, 5), tool),
    user('do this', side),
    answer('x1', usage(700, 0, 0, 5), text, side),
    user(result),
    answer('m2', usage(20, 0, 0, 5), text),
  ]);
  expect(calls.map(({ id, usage: own }) => [id, own.session, own.position])).toEqual(
    expect.arrayContaining([
      ['m1', 's', 0],
      ['m2', 's', 1],
      ['x1', 's/a1', 0],
    ]),
  );
  expect(calls).toHaveLength(3);
});

describe('what counts neither as a call nor as a user turn', () => {
  test('the client’s own note in the place of an answer', () => {
    const note = {
      ...base,
      type: 'assistant',
      message: { id: 'n', model: '<synthetic>', content: [text], usage: usage(0, 0, 0, 0) },
    };
    expect(read([user('hello'), note])).toEqual([]);
  });

  test('what the client adds by itself', () => {
    const [only] = read([user('reminder', { isMeta: true }), answer('m', usage(1, 0, 0, 1), text)]);
    expect(only?.usage.beginsUserTurn).toBe(false);
  });

  test('a compaction, which is said', () => {
    const [, next] = read([
      user('hello'),
      answer('m1', usage(900, 0, 0, 5), text),
      { ...base, type: 'system', subtype: 'compact_boundary' },
      user('summary', { isCompactSummary: true }),
      answer('m2', usage(100, 0, 0, 5), text),
    ]);
    expect(next?.usage).toMatchObject({
      isCompacted: true,
      isRegular: false,
      beginsUserTurn: false,
    });
  });
});

test('reasoning is not known where the counters leave it out, and known where they name it', () => {
  const named = { ...usage(1, 0, 0, 9), output_tokens_details: { thinking_tokens: 7 } };
  const [plain, told] = read([answer('m1', usage(1, 0, 0, 1), text), answer('m2', named, text)]);
  expect(plain?.usage.reasoningTokens).toBeNull();
  expect(told?.usage.reasoningTokens).toBe(7);
  expect(told?.usage.reasoningSinceUserTurn).toBeNull();
});

test('no thinking tokens beside a thinking block: the backend reported none, so they are not known', () => {
  const none = { ...usage(1, 0, 0, 9), output_tokens_details: { thinking_tokens: 0 } };
  const thinking = { type: 'thinking', thinking: 'so', signature: 's' };
  const [thought, plain] = read([
    answer('m1', none, thinking),
    answer('m1', none, text),
    answer('m2', none, text),
  ]);
  expect(thought?.usage.reasoningTokens).toBeNull();
  expect(plain?.usage.reasoningTokens).toBe(0);
});
