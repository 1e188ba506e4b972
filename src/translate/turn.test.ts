// The protocol of a turn, as every driver plays it. Each test says what the upstream answers, and
// what becomes of the turn.
import { describe, expect, test } from 'vitest';
import { carrierNames, carriers } from '../carriers/registry.ts';
import { createSessionMemory, type SessionMemory } from '../domain/session-memory.ts';
import type { TranslationInput } from '../domain/translation.ts';
import type { TranslatorOptions } from '../domain/translator-options.ts';
import { emptySessionState } from '../domain/translator-state.ts';
import type { HeaderList } from '../lib/header-list.ts';
import type { JsonValue } from '../lib/json.ts';
import type { AnthropicMessageParam, AnthropicRequest } from '../wire/anthropic/request.ts';
import {
  createdEvent,
  inputOf,
  itemEvents,
  keptBy,
  type Produced,
  sseBytes,
  streamOf,
} from './conversation.test-support.ts';
import type { Attempt, Commit, Failed, Retry } from './turn/states.ts';
import { openTurn } from './turn.ts';

const on = { reasoning_continuity: true } as const;
const user: AnthropicMessageParam = { role: 'user', content: 'list' };
const thought: Produced[] = [
  { type: 'reasoning', encrypted: 'gAAAAthought', summary: [] },
  { type: 'call', callId: 'call_1', name: 'Read', arguments: '{}' },
];
const done: AnthropicMessageParam = {
  role: 'user',
  content: [{ type: 'tool_result', tool_use_id: 'call_1', content: 'x' }],
};
const text: Produced[] = [{ type: 'text', text: 'Done.' }];

function begin(memory: SessionMemory, input: TranslationInput): Attempt {
  const turn = openTurn(input);
  const step = turn.begin(memory.load(turn.keys));
  if (step.type !== 'send') throw new TypeError(step.error.body.error.message);
  return step.attempt;
}

/** The answer to an attempt, as bytes or as events. */
function end(
  attempt: Attempt,
  body: string | readonly JsonValue[],
  status = 200,
  headers: HeaderList = [],
): Commit | Retry | Failed {
  const answer = attempt.answer({ status, headers });
  answer.feed(typeof body === 'string' ? Buffer.from(body) : sseBytes(body));
  return answer.end();
}

function expectCommit(ended: Commit | Retry | Failed): Commit {
  if (ended.type !== 'commit') throw new TypeError(`the turn ended in ${ended.type}`);
  return ended;
}

/** A session whose second request replays the reasoning of the first answer. */
function secondAttempt(
  options: Partial<TranslatorOptions> = {},
  request: Partial<AnthropicRequest> = { stream: true },
): { memory: SessionMemory; input: TranslationInput; attempt: Attempt } {
  const memory = createSessionMemory();
  const first = inputOf({ ...request, messages: [user] }, { ...on, ...options });
  const { message, writes } = expectCommit(end(begin(memory, first), streamOf(thought)));
  memory.commit(writes);
  const messages = [user, keptBy('claude', message), done];
  const input = inputOf({ ...request, messages }, { ...on, ...options });
  return { memory, input, attempt: begin(memory, input) };
}

const reasoningOf = ({ translation }: Attempt): unknown[] =>
  translation.value.body.input.filter(({ type }) => type === 'reasoning');

const failedWith = (code: string | null, message: string): JsonValue => ({
  type: 'response.failed',
  response: { id: 'resp_1', status: 'failed', output: [], error: { code, message } },
});
const refusedByCode = failedWith('invalid_encrypted_content', 'No.');
const refusalBody = JSON.stringify({
  error: { code: 'invalid_encrypted_content', message: 'No.', type: 'invalid_request_error' },
});

describe('an answer that is whole', () => {
  test('ends in one commit: pins, turn state and entries', () => {
    const headers = [['X-Codex-Turn-State', 'machine-1']] as const;
    const attempt = begin(createSessionMemory(), inputOf({ messages: [user] }, on));
    const { writes } = expectCommit(end(attempt, streamOf(thought), 200, headers));
    expect(writes.pins).toMatchObject({ summary: 'none', turnState: { value: 'machine-1' } });
    expect(writes.entries.map(({ anchor }) => anchor)).toEqual(['call:call_1']);
  });

  test('leaves a turn state that the same user turn echoes, and the next one does not', () => {
    const memory = createSessionMemory();
    const headers = [['x-codex-turn-state', 'machine-1']] as const;
    const first = begin(memory, inputOf({ messages: [user] }));
    const { message, writes } = expectCommit(end(first, streamOf(thought), 200, headers));
    memory.commit(writes);
    const loop = [user, keptBy('claude', message), done];
    const sent = (messages: AnthropicMessageParam[], options: Partial<TranslatorOptions> = {}) =>
      Object.fromEntries(begin(memory, inputOf({ messages }, options)).translation.value.headers)[
        'x-codex-turn-state'
      ];
    expect(sent(loop)).toBe('machine-1');
    expect(sent(loop, { turn_state: 'drop' })).toBeUndefined();
    expect(sent([...loop, { role: 'assistant', content: 'ok' }, user])).toBeUndefined();
  });

  test('is one with any status of success: a proxy on the way may answer 203', () => {
    const attempt = begin(createSessionMemory(), inputOf({ messages: [user] }));
    expect(end(attempt, streamOf(text), 203).type).toBe('commit');
  });

  test('is over with its terminal event, whatever the connection does then', () => {
    const attempt = begin(createSessionMemory(), inputOf({ messages: [user] }));
    const answer = attempt.answer({ status: 200, headers: [] });
    answer.feed(sseBytes(streamOf(text).slice(0, -1)));
    expect(answer.progress()).toBe('open');
    answer.feed(sseBytes(streamOf(text).slice(-1)));
    expect(answer.progress()).toBe('over');
    expect(answer.end().type).toBe('commit');
  });
});

describe('what cannot be translated', () => {
  const tools = [{ type: 'computer_20250124', name: 'computer' }] as const;
  const input = inputOf({ messages: [user], tools: [...tools] });

  test('is not sent: the client gets a 400 that names it', () => {
    const step = openTurn(input).begin(emptySessionState);
    expect(step).toMatchObject({ type: 'failed', cause: 'unsupported', error: { status: 400 } });
    expect(step.type === 'failed' && step.text).toMatch(/^event: error\n.*computer/);
    expect(step.type === 'failed' && step.losses.map(({ feature }) => feature)).toContain(
      'server-tool',
    );
  });
});

describe('an answer that fails', () => {
  test('leaves nothing behind, and tells the client by a status what came before any content', () => {
    const { attempt } = secondAttempt();
    const ended = end(attempt, [createdEvent, failedWith('server_is_overloaded', 'Later.')]);
    expect(ended).toMatchObject({ type: 'failed', cause: 'upstream', error: { status: 529 } });
    expect(ended).not.toHaveProperty('writes');
  });

  test('after content ends the stream with an error event', () => {
    const { attempt } = secondAttempt();
    const events = [createdEvent, ...itemEvents(text[0] as Produced, 0)];
    const ended = end(attempt, [...events, failedWith('server_error', 'Broken.')]);
    expect(ended.type === 'failed' && ended.text).toMatch(/event: error\n.*Broken/);
  });

  test('says inside a stream too that another try is of no use', () => {
    const { attempt } = secondAttempt();
    const ended = end(attempt, [createdEvent, failedWith('usage_limit_reached', 'Tomorrow.')]);
    expect(ended.type === 'failed' && ended.error).toMatchObject({
      status: 429,
      headers: [['x-should-retry', 'false']],
    });
  });

  test('is worth reading no further once it is given up', () => {
    const attempt = begin(createSessionMemory(), inputOf({ messages: [user] }));
    const answer = attempt.answer({ status: 200, headers: [] });
    const call: Produced = { type: 'call', callId: 'c', name: 'Read', arguments: '' };
    const [added] = itemEvents(call, 0);
    const blanks = {
      type: 'response.function_call_arguments.delta',
      output_index: 0,
      delta: `{${'\n'.repeat(50)}`,
    };
    answer.feed(sseBytes([createdEvent, added ?? null, blanks]));
    expect(answer.progress()).toBe('given-up');
    expect(answer.end()).toMatchObject({ type: 'failed', cause: 'upstream' });
  });
});

describe('a refusal of the reasoning', () => {
  test.each([
    ['a response.failed that only its code names', [createdEvent, refusedByCode], 200],
    ['an error event', [{ type: 'error', code: 'invalid_encrypted_content', message: 'No.' }], 200],
    ['a 400', refusalBody, 400],
    ['a 404', JSON.stringify({ error: { message: "Item with id 'rs_1' not found." } }), 404],
  ] as const)('by %s asks for the same request without reasoning', (_name, body, status) => {
    const { memory, attempt } = secondAttempt();
    expect(reasoningOf(attempt)).toHaveLength(1);
    const ended = end(attempt, body, status);
    if (ended.type !== 'retry') throw new TypeError(`the turn ended in ${ended.type}`);
    expect(reasoningOf(ended.attempt)).toEqual([]);
    const { writes } = expectCommit(end(ended.attempt, streamOf(text)));
    expect(writes.pins).toMatchObject({ reasoningRefused: true });
    memory.commit(writes);
    expect(memory.sessions()[writes.session]?.pins.reasoningRefused).toBe(true);
  });

  test('is not what an incomplete answer merely quotes', () => {
    const { attempt } = secondAttempt();
    const quote = 'The encrypted content gAAAA could not be verified.';
    const events = itemEvents({ type: 'text', text: quote }, 0);
    // Before any content was sent, and after.
    for (const list of [events.slice(0, 1), events]) {
      const ended = end(attempt, [createdEvent, ...list]);
      expect(ended).toMatchObject({ type: 'failed', cause: 'upstream' });
    }
  });

  test('is none where no reasoning was sent', () => {
    const attempt = begin(createSessionMemory(), inputOf({ messages: [user] }, on));
    expect(end(attempt, refusalBody, 400)).toMatchObject({ type: 'failed', cause: 'upstream' });
    const { attempt: second } = secondAttempt();
    const retry = end(second, refusalBody, 400);
    if (retry.type !== 'retry') throw new TypeError('no retry');
    expect(end(retry.attempt, refusalBody, 400)).toMatchObject({ cause: 'upstream' });
  });

  test('comes too late for a client that has been sent a part of the answer', () => {
    const events = [createdEvent, ...itemEvents(text[0] as Produced, 0), refusedByCode];
    expect(end(secondAttempt({}, { stream: true }).attempt, events).type).toBe('failed');
    // A client that wants no stream has been sent nothing.
    expect(end(secondAttempt({}, {}).attempt, events).type).toBe('retry');
  });

  test.each(carrierNames)(
    'with recover off ends the turn; where the history alone carries it, thinking is dropped (%s)',
    (reasoning_carrier) => {
      const { usesStore } = carriers[reasoning_carrier];
      const { attempt } = secondAttempt({ recover: false, reasoning_carrier });
      expect(reasoningOf(attempt)).toHaveLength(1);
      const ended = end(attempt, refusalBody, 400);
      const cause = usesStore ? 'reasoning-refused' : 'thinking-refused';
      expect(ended).toMatchObject({ type: 'failed', cause, error: { status: 400 } });
      const message = ended.type === 'failed' ? ended.error.body.error.message : '';
      expect(message.includes('Invalid `signature` in `thinking` block')).toBe(!usesStore);
    },
  );

  test('says how the turn ends if it is not asked again', () => {
    const ended = end(secondAttempt().attempt, refusalBody, 400);
    expect(ended).toMatchObject({
      type: 'retry',
      refusal: { type: 'failed', cause: 'reasoning-refused', error: { status: 400 } },
    });
  });
});
