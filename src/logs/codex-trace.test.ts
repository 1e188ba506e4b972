// Codex's trace bundles in small: each answered inference is a call, with what its request added.
import { describe, expect, test } from 'vitest';
import type { LoggedCall } from '../domain/logged-call.ts';
import type { JsonObject, JsonValue } from '../lib/json.ts';
import { codexTrace } from './codex-trace.ts';
import { bareLogContext } from './log-context.test-support.ts';

const usage = (input: number, cached: number, output: number, reasoning: number): JsonObject => ({
  input_tokens: input,
  cached_input_tokens: cached,
  output_tokens: output,
  reasoning_output_tokens: reasoning,
});
const user = (text: string): JsonObject => ({
  type: 'message',
  role: 'user',
  content: [{ type: 'input_text', text }],
});
const reasoning: JsonObject = { type: 'reasoning', id: 'rs', encrypted_content: 'gAAA' };
const call: JsonObject = { type: 'function_call', name: 'shell', arguments: '{}', call_id: 'c' };
const output: JsonObject = { type: 'function_call_output', call_id: 'c', output: 'a b c' };
const answer: JsonObject = {
  type: 'message',
  role: 'assistant',
  phase: 'final_answer',
  content: [],
};

interface Played {
  readonly turn: string;
  readonly request: JsonObject | null;
  readonly outputs: readonly JsonObject[];
  readonly usage: JsonObject;
  readonly thread?: string;
}

/** @param version of the bundle: from 3 on its documents are packed */
function read(played: readonly Played[], version: 2 | 3 = 2): LoggedCall[] {
  const payloads = new Map<string, JsonValue>();
  const put = (value: JsonValue): JsonObject => {
    const number = payloads.size + 1;
    const path = `payloads/${number}.json`;
    const id = `raw_payload:${number}`;
    payloads.set(version === 3 ? `payloads/000007.zst#${id}` : path, value);
    return version === 3 ? { raw_payload_id: id, shard: 7 } : { path };
  };
  const reader = codexTrace.createReader({
    ...bareLogContext,
    countTokens: (text) => text.length,
    readBeside: (path) => payloads.get(path),
  });
  const record = (at: number, payload: JsonObject): JsonObject => ({
    schema_version: version,
    wall_time_unix_ms: 1_795_683_142_000 + at * 1000,
    rollout_id: 'r',
    thread_id: 't',
    payload,
  });
  const records = [
    record(0, { type: 'rollout_started', trace_id: 'abcdefgh-1', root_thread_id: 't' }),
    record(0, { type: 'thread_started', thread_id: 't', metadata_payload: put({ cwd: '/repo' }) }),
    ...played.flatMap(({ turn, request, outputs, usage: own, thread = 't' }, index) => [
      record(index * 10, {
        type: 'inference_started',
        inference_call_id: `i${index}`,
        thread_id: thread,
        codex_turn_id: turn,
        model: 'gpt-5.5',
        request_payload: request === null ? { path: 'payloads/none.json' } : put(request),
      }),
      record(index * 10 + 5, {
        type: 'inference_completed',
        inference_call_id: `i${index}`,
        response_id: `resp_${index}`,
        response_payload: put({ token_usage: own, output_items: [...outputs] }),
      }),
    ]),
  ];
  expect(codexTrace.matches(records[0] ?? {})).toBe(true);
  const calls = records.flatMap((each) => reader.read(each));
  expect(reader.session()).toMatchObject({ id: 't/abcdefgh', folder: '/repo', client: 'codex' });
  return [...calls, ...reader.end()];
}

const settings = { reasoning: { effort: 'medium' } };
const first: Played = {
  turn: 'one',
  request: { ...settings, input: [user('hello')] },
  outputs: [reasoning, call],
  usage: usage(100, 0, 30, 20),
};

describe('a bundle', () => {
  test('with whole requests: new input is what the history before had not', () => {
    const calls = read([
      first,
      {
        turn: 'one',
        request: { ...settings, input: [user('hello'), reasoning, call, output] },
        outputs: [answer],
        usage: usage(140, 100, 5, 0),
      },
      {
        turn: 'two',
        request: {
          ...settings,
          input: [user('hello'), reasoning, call, output, answer, user('more')],
        },
        outputs: [answer],
        usage: usage(150, 128, 5, 0),
      },
    ]);
    expect(calls.map(({ id, usage: own }) => [id, own.newInputTokens, own.beginsUserTurn])).toEqual(
      [
        ['resp_0', 5, true],
        ['resp_1', 5, false],
        ['resp_2', 4, true],
      ],
    );
    expect(calls[2]?.usage).toMatchObject({
      session: 't/abcdefgh',
      effort: 'medium',
      position: 2,
      idleSeconds: 10,
      cachedTokens: 128,
      reasoningSinceUserTurn: 20,
      previousPhase: 'final_answer',
      isRegular: true,
    });
    expect(calls[0]?.usage.encryptedCharacters).toBe(4);
  });

  test('of version 3, whose documents are packed, reads as one of version 2', () => {
    const second: Played = {
      turn: 'two',
      request: { ...settings, input: [user('hello'), reasoning, call, output] },
      outputs: [answer],
      usage: usage(140, 100, 5, 0),
    };
    expect(read([first, second], 3)).toEqual(read([first, second], 2));
    expect(read([first, second], 3)).toHaveLength(2);
  });

  test('with requests that continue a response', () => {
    const continued = (response: string): Played => ({
      turn: 'one',
      request: { ...settings, previous_response_id: response, input: [output] },
      outputs: [answer],
      usage: usage(140, 100, 5, 0),
    });
    expect(read([first, continued('resp_0')])[1]?.usage).toMatchObject({
      newInputTokens: 5,
      isRegular: true,
    });
    // Of a response that is not in the bundle nothing is known.
    expect(read([first, continued('resp_x')])[1]?.usage).toMatchObject({
      newInputTokens: null,
      isRegular: false,
    });
  });

  test('whose history was rewritten, or whose request is gone, tells no new input', () => {
    const rewritten = { ...first, request: { ...settings, input: [user('other')] } };
    for (const second of [rewritten, { ...first, request: null }]) {
      expect(read([first, second])[1]?.usage).toMatchObject({
        newInputTokens: null,
        isRegular: false,
        inputTokens: 100,
      });
    }
  });

  test('with a subagent: its thread is a session', () => {
    const calls = read([first, { ...first, thread: 'sub' }]);
    expect(calls.map(({ usage: own }) => [own.session, own.position])).toEqual([
      ['t/abcdefgh', 0],
      ['sub/abcdefgh', 0],
    ]);
  });
});

test('an inference that failed or was cancelled is no call', () => {
  const reader = codexTrace.createReader(bareLogContext);
  const event = (type: string): JsonObject => ({
    rollout_id: 'r',
    wall_time_unix_ms: 1,
    payload: { type, inference_call_id: 'i', thread_id: 't', error: 'Connection failed' },
  });
  const records = ['inference_started', 'inference_failed', 'inference_completed'].map(event);
  expect(records.flatMap((record) => reader.read(record))).toEqual([]);
});
