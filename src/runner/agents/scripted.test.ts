// The scripted client behind the translator: what goes upstream, what is committed, and what the
// client does with what it is told.
import { describe, expect, test } from 'vitest';
import type { Backend, BackendResponse } from '../../domain/backend.ts';
import { createSessionMemory, type SessionMemory } from '../../domain/session-memory.ts';
import {
  defaultTranslatorOptions,
  type TranslatorOptions,
} from '../../domain/translator-options.ts';
import type { StateWrites } from '../../domain/translator-state.ts';
import type { HeaderList } from '../../lib/header-list.ts';
import type { JsonValue } from '../../lib/json.ts';
import { loadScenario } from '../../scenarios/load.ts';
import {
  createdEvent,
  itemEvents,
  type Produced,
  sseBytes,
  streamOf,
} from '../../translate/conversation.test-support.ts';
import type { AnthropicMessageParam, AnthropicRequest } from '../../wire/anthropic/request.ts';
import type { ResponsesRequest } from '../../wire/responses/request.ts';
import { createVirtualClock } from '../trial-clock.ts';
import { createTurnRecorder } from '../turn-recorder.ts';
import { createAskModel } from './scripted.ts';

interface Answer {
  readonly status?: number;
  readonly headers?: HeaderList;
  readonly body: string | readonly JsonValue[];
}

const refusal: Answer = {
  status: 400,
  body: JSON.stringify({ error: { code: 'invalid_encrypted_content', message: 'No.' } }),
};
const user: AnthropicMessageParam = { role: 'user', content: 'list' };
const done: AnthropicMessageParam = {
  role: 'user',
  content: [{ type: 'tool_result', tool_use_id: 'call_1', content: 'x' }],
};
const thought: Produced[] = [
  { type: 'reasoning', encrypted: 'gAAAAthought', summary: ['why'] },
  { type: 'call', callId: 'call_1', name: 'Read', arguments: '{}' },
];
const text: Answer = { body: streamOf([{ type: 'text', text: 'Done.' }]) };

/** A client and a backend that gives these answers in turn. */
function open(options: Partial<TranslatorOptions>, answers: readonly Answer[]) {
  const requests: ResponsesRequest[] = [];
  const send = async ({ body }: { body: Uint8Array }): Promise<BackendResponse> => {
    const answer = answers[requests.length];
    requests.push(JSON.parse(Buffer.from(body).toString()) as ResponsesRequest);
    if (answer === undefined) throw new TypeError('more requests than answers');
    const bytes =
      typeof answer.body === 'string' ? Buffer.from(answer.body) : sseBytes(answer.body);
    const pieces = async function* () {
      yield { bytes, elapsedMs: 1 };
    };
    return { status: answer.status ?? 200, headers: answer.headers ?? [], body: pieces() };
  };
  const backend: Backend = {
    name: 'scripted',
    label: 'simulated',
    account: 'a',
    describe: ({ headers }) => ({ method: 'POST', target: '/', headers }),
    send,
    close: async () => {},
  };
  const clock = createVirtualClock(0);
  const recorder = createTurnRecorder({
    trial: 't_1',
    backend,
    clock,
    tokenizer: { name: 'none', encode: () => [], count: () => 0 },
    reasoningRulesOf: () => ({ contextRule: 'current_turn', isHistoryBound: false }),
    live: undefined,
    mayFail: false,
  });
  const memory: SessionMemory = createSessionMemory();
  const commits: StateWrites[] = [];
  const store = {
    load: async (keys: Parameters<SessionMemory['load']>[0]) => memory.load(keys),
    commit: async (writes: StateWrites) => {
      commits.push(writes);
      memory.commit(writes);
    },
    close: async () => {},
  };
  const scenario = loadScenario(
    '{name: s, description: d, situation: s, system: [sys], turns: [{user: u, steps: [{text: t}]}]}',
    's.yaml',
  );
  const askModel = createAskModel({
    options: { ...defaultTranslatorOptions, ...options },
    store,
    setup: {
      scenario,
      model: 'gpt-5.5',
      sessionId: 'session',
      account: 'a',
      backend: 'sim',
      clock,
      recorder,
      stepTaken: null,
    },
  });
  const requestOf = (
    messages: AnthropicMessageParam[],
    more: Partial<AnthropicRequest>,
  ): AnthropicRequest => ({ model: 'gpt-5.5', stream: true, messages, ...more });
  return {
    requests,
    commits,
    turns: recorder.turns,
    clock,
    /** Asks as the client does; when it is told to drop its thinking, it does. */
    ask: (messages: AnthropicMessageParam[], more: Partial<AnthropicRequest> = {}) =>
      askModel({
        request: requestOf(messages, more),
        headers: [['x-claude-code-session-id', 'session']],
        at: { userTurn: 0, step: 0 },
        leaves: false,
        withoutThinking: () =>
          requestOf(
            messages.map(({ role, content }) =>
              typeof content === 'string'
                ? { role, content }
                : { role, content: content.filter(({ type }) => type !== 'thinking') },
            ),
            more,
          ),
      }),
  };
}

const hasReasoning = (request: ResponsesRequest): boolean =>
  request.input.some(({ type }) => type === 'reasoning');

/** Asks twice: the second request replays the reasoning of the first answer. */
async function askTwice(options: Partial<TranslatorOptions>, second: readonly Answer[]) {
  const client = open({ reasoning_continuity: true, ...options }, [
    { body: streamOf(thought) },
    ...second,
  ]);
  const first = await client.ask([user]);
  if (typeof first === 'string') throw new TypeError(first);
  const answer = await client.ask([user, { role: 'assistant', content: first.content }, done]);
  return { ...client, answer, sent: client.requests.slice(1).map(hasReasoning) };
}

test('an answer is committed once, with the turn state that its headers brought', async () => {
  const { ask, commits } = open({ reasoning_continuity: true }, [
    { body: streamOf(thought), headers: [['x-codex-turn-state', 'machine-1']] },
  ]);
  await ask([user]);
  expect(commits).toHaveLength(1);
  expect(commits[0]?.pins?.turnState?.value).toBe('machine-1');
  expect(commits[0]?.entries).toHaveLength(1);
});

test('what cannot be translated is a 400 for the client, and not sent', async () => {
  const { ask, requests, turns } = open({}, []);
  const tools = [{ type: 'computer_20250124', name: 'computer' }];
  expect(await ask([user], { tools })).toBe('failed');
  expect(requests).toEqual([]);
  expect(turns).toMatchObject([{ status: 400, errorCode: 'unsupported', usage: null }]);
  expect(turns[0]?.losses['server-tool']).toBe(1);
});

describe('a refusal of the reasoning', () => {
  test('in a stream, known by its code alone, is retried without reasoning', async () => {
    const failed: JsonValue = {
      type: 'response.failed',
      response: { status: 'failed', error: { code: 'invalid_encrypted_content', message: 'No.' } },
    };
    const { sent, answer, commits } = await askTwice({}, [{ body: [createdEvent, failed] }, text]);
    expect(sent).toEqual([true, false]);
    expect(answer).toMatchObject({ stop_reason: 'end_turn' });
    expect(commits.at(-1)?.pins).toMatchObject({ reasoningRefused: true });
  });

  test('is not what an incomplete answer quotes: the client asks again, with its reasoning', async () => {
    const quote = 'The encrypted content gAAAA could not be verified.';
    const cut = { body: [createdEvent, ...itemEvents({ type: 'text', text: quote }, 0)] };
    const { sent, commits } = await askTwice({}, [cut, text]);
    expect(sent).toEqual([true, true]);
    expect(commits.at(-1)?.pins?.reasoningRefused).toBeUndefined();
  });

  test('whose retry fails too is forgotten: the client asks again, with its reasoning', async () => {
    const busy = { status: 500, body: 'busy' };
    const { sent } = await askTwice({}, [refusal, busy, text]);
    expect(sent).toEqual([true, false, true]);
  });

  test('makes a client drop its thinking where only its history carries the reasoning', async () => {
    const options = { reasoning_carrier: 'signature', recover: false } as const;
    const { sent, answer, turns } = await askTwice(options, [refusal, text]);
    expect(sent).toEqual([true, false]);
    expect(answer).toMatchObject({ stop_reason: 'end_turn' });
    expect(turns.map(({ status, attempt }) => [status, attempt])).toEqual([
      [200, 1],
      [400, 1],
      [200, 2],
    ]);
  });

  test('with recover off and a store ends the session', async () => {
    const { answer } = await askTwice({ recover: false }, [refusal]);
    expect(answer).toBe('failed');
  });
});

describe('what the client is told decides what it does', () => {
  test('a limit that lasts for hours is not asked again', async () => {
    const limit = { error: { type: 'usage_limit_reached', message: 'The limit is reached.' } };
    const { ask, requests } = open({}, [{ status: 429, body: JSON.stringify(limit) }]);
    expect(await ask([user])).toBe('failed');
    expect(requests).toHaveLength(1);
  });

  test('a conflict is about the attempt, and asked again after the pause that was named', async () => {
    const { ask, clock } = open({}, [
      { status: 503, body: '', headers: [['retry-after', '7']] },
      text,
    ]);
    expect(await ask([user])).toMatchObject({ stop_reason: 'end_turn' });
    expect(clock.monotonicMs()).toBeGreaterThanOrEqual(7000);
    const conflict = open({}, [{ status: 409, body: '' }, text]);
    expect(await conflict.ask([user])).toMatchObject({ stop_reason: 'end_turn' });
  });

  test('an answer at its token limit is an answer, and committed', async () => {
    const [, ...rest] = streamOf(thought).toReversed();
    const incomplete: JsonValue = {
      type: 'response.incomplete',
      response: {
        status: 'incomplete',
        incomplete_details: { reason: 'max_output_tokens' },
        output: [],
      },
    };
    const { ask, commits } = open({ reasoning_continuity: true }, [
      { body: [...rest.toReversed(), incomplete] },
    ]);
    expect(await ask([user])).toMatchObject({ stop_reason: 'max_tokens' });
    expect(commits[0]?.entries).toHaveLength(1);
  });
});
