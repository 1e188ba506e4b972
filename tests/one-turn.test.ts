// There is exactly one translator, and one turn around it. A session is played through the gateway
// over the simulator and recorded; the scripted agent, the check, `turntape translate` and the
// library are then given the same requests and the same answers: the same bytes go upstream, and
// the same state is left.
import { afterEach, describe, expect, test } from 'vitest';
import { loadO200kTokenizer } from '../src/backends/o200k-tokenizer.ts';
import { createDefaultAgent } from '../src/backends/simulator/default-agent.ts';
import { createSimulator } from '../src/backends/simulator/simulator.ts';
import { playArm } from '../src/check/play-arm.ts';
import { openAnswer, openRequest } from '../src/cli/translate/filter-turn.ts';
import { createTranslateState } from '../src/cli/translate/translate-state.ts';
import type { Backend, BackendRequest, BackendResponse } from '../src/domain/backend.ts';
import { createSessionMemory, type SessionMemory } from '../src/domain/session-memory.ts';
import {
  defaultTranslatorOptions,
  type TranslatorOptions,
} from '../src/domain/translator-options.ts';
import type { ReasoningStore, SessionState } from '../src/domain/translator-state.ts';
import type { Fixture } from '../src/formats/fixture.ts';
import type { HeaderList } from '../src/lib/header-list.ts';
import type { JsonObject } from '../src/lib/json.ts';
import { answerCall } from '../src/library/answer-call.ts';
import { defaultSimulatorParameters } from '../src/profiles/simulator-parameters.ts';
import { startGateway } from '../src/proxy/gateway/gateway.test-support.ts';
import { createAskModel } from '../src/runner/agents/scripted.ts';
import { createVirtualClock } from '../src/runner/trial-clock.ts';
import { createTurnRecorder } from '../src/runner/turn-recorder.ts';
import { loadScenario } from '../src/scenarios/load.ts';
import { keptBy } from '../src/translate/conversation.test-support.ts';
import { accumulateMessage } from '../src/wire/anthropic/accumulate-message.ts';
import type { AnthropicMessageParam, AnthropicRequest } from '../src/wire/anthropic/request.ts';
import { pickTurnState } from '../src/wire/responses/turn-state.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const tokenizer = await loadO200kTokenizer();
/** The fixture check's constant. */
const account = 'fixture';
const model = 'gpt-5.5';
const sessionHeaders: HeaderList = [
  ['x-claude-code-session-id', '11111111-2222-4333-8444-555555555555'],
];
const tools = [
  {
    name: 'Bash',
    description: 'Runs a command.',
    input_schema: { type: 'object', properties: { command: { type: 'string' } } },
  },
];

/** One request upstream with its answer, as text. */
interface Exchange {
  readonly body: string;
  readonly headers: HeaderList;
  readonly status: number;
  readonly answerHeaders: HeaderList;
  readonly answer: string;
}

/** One request of the client, and the exchanges that it took. */
interface Call {
  readonly request: AnthropicRequest;
  readonly exchanges: readonly Exchange[];
}

/** What a driver sent, and the state that it left. */
interface Played {
  readonly sent: readonly Pick<Exchange, 'body' | 'headers'>[];
  readonly sessions: Record<string, SessionState>;
}

const sentOf = (calls: readonly Call[]): Played['sent'] =>
  calls.flatMap(({ exchanges }) => exchanges.map(({ body, headers }) => ({ body, headers })));

function storeOf(memory: SessionMemory): ReasoningStore {
  return {
    load: async (keys) => memory.load(keys),
    commit: async (writes) => memory.commit(writes),
    close: async () => {},
  };
}

/**
 * A backend that keeps what goes through it. @param refusesAt number of a request that is refused
 */
function keepExchanges(backend: Backend, exchanges: Exchange[], refusesAt: number | null): Backend {
  const refusal = JSON.stringify({ error: { code: 'invalid_encrypted_content', message: 'No.' } });
  return {
    ...backend,
    async send(request: BackendRequest): Promise<BackendResponse> {
      const isRefused = exchanges.length === refusesAt;
      const response = isRefused ? null : await backend.send(request);
      const pieces: Uint8Array[] = [];
      for await (const { bytes } of response?.body ?? []) pieces.push(bytes);
      const kept: Exchange = {
        body: Buffer.from(request.body).toString(),
        headers: request.headers,
        status: response?.status ?? 400,
        answerHeaders: response?.headers ?? [],
        answer: response === null ? refusal : Buffer.concat(pieces).toString(),
      };
      exchanges.push(kept);
      return replay(kept);
    },
  };
}

function replay({ status, answerHeaders, answer }: Exchange): BackendResponse {
  const body = async function* () {
    yield { bytes: Buffer.from(answer), elapsedMs: 1 };
  };
  return { status, headers: answerHeaders, body: body() };
}

/** Two user turns of an agent loop, the second with another effort, through the gateway. */
async function recordSession(
  options: Partial<TranslatorOptions>,
  refusesAt: number | null,
): Promise<{ calls: Call[] } & Pick<Played, 'sessions'>> {
  const simulator = createSimulator({
    tokenizer,
    account,
    agent: createDefaultAgent(),
    parameters: defaultSimulatorParameters,
    seed: 'one turn',
    nowMs: () => 0,
    pace: 'virtual',
  });
  const memory = createSessionMemory();
  const kept: Exchange[] = [];
  const backend = keepExchanges(simulator, kept, refusesAt);
  const gateway = await startGateway(backend, options, 60_000, storeOf(memory));
  closing.push(gateway.close);
  const calls: Call[] = [];
  const messages: AnthropicMessageParam[] = [];
  for (const [userTurn, effort] of ['low', 'high'].entries()) {
    messages.push({ role: 'user', content: `question ${userTurn}` });
    for (let isOver = false; !isOver; ) {
      const request = { model, stream: true, tools, output_config: { effort }, messages };
      const response = await fetch(`${gateway.url}/v1/messages`, {
        method: 'POST',
        headers: Object.fromEntries(sessionHeaders),
        body: JSON.stringify(request),
      });
      const message = accumulateMessage(await response.text());
      if (message === null) throw new TypeError('no answer');
      const exchanges = kept.slice(calls.flatMap((call) => call.exchanges).length);
      calls.push({ request: JSON.parse(JSON.stringify(request)) as AnthropicRequest, exchanges });
      messages.push(keptBy('claude', message));
      const results = message.content.flatMap((block) =>
        block.type === 'tool_use'
          ? [{ type: 'tool_result' as const, tool_use_id: block.id, content: 'output' }]
          : [],
      );
      if (results.length > 0) messages.push({ role: 'user', content: results });
      isOver = results.length === 0;
    }
  }
  return { calls, sessions: memory.sessions() };
}

async function playScripted(
  calls: readonly Call[],
  options: Partial<TranslatorOptions>,
): Promise<Played> {
  const sent: Pick<Exchange, 'body' | 'headers'>[] = [];
  const answers = calls.flatMap(({ exchanges }) => exchanges);
  const backend: Backend = {
    name: 'recorded',
    label: 'simulated',
    account,
    describe: ({ headers }) => ({ method: 'POST', target: '/', headers }),
    async send({ body, headers }) {
      const answer = answers[sent.length];
      sent.push({ body: Buffer.from(body).toString(), headers });
      if (answer === undefined) throw new TypeError('more requests than answers');
      return replay(answer);
    },
    close: async () => {},
  };
  const clock = createVirtualClock(0);
  const reasoningRulesOf = () => ({
    contextRule: 'current_turn' as const,
    isHistoryBound: false,
  });
  const memory = createSessionMemory();
  const askModel = createAskModel({
    options: { ...defaultTranslatorOptions, ...options },
    store: storeOf(memory),
    setup: {
      scenario: loadScenario(
        '{name: s, description: d, situation: s, system: [s], turns: [{user: u, steps: [{text: t}]}]}',
        's.yaml',
      ),
      model,
      sessionId: 'session',
      account,
      backend: 'sim',
      clock,
      recorder: createTurnRecorder({
        trial: 't_1',
        backend,
        clock,
        tokenizer,
        reasoningRulesOf,
        live: undefined,
        mayFail: false,
      }),
      stepTaken: null,
    },
  });
  for (const { request } of calls) {
    await askModel({
      request,
      headers: sessionHeaders,
      at: { userTurn: 0, step: 0 },
      leaves: false,
      withoutThinking: () => request,
    });
  }
  return { sent, sessions: memory.sessions() };
}

function playCheck(calls: readonly Call[], options: Partial<TranslatorOptions>): Played {
  const fixture: Fixture = {
    name: 'recorded',
    meta: {
      schema: 1,
      kind: 'anthropic',
      model,
      origin: 'this test',
      arms: {},
      allow: [],
      headers: sessionHeaders,
      sha256: {},
    },
    turns: calls.map(({ request, exchanges }, index) => ({
      number: String(index + 1).padStart(2, '0'),
      request: request as unknown as JsonObject,
      response: exchanges.at(-1)?.answer ?? '',
      responseHeaders: pickTurnState(exchanges.at(-1)?.answerHeaders ?? []),
      timing: { flushed_ms: 0, head_ms: 0, end_ms: 0, chunks: [] },
    })),
    expected: new Map(),
    obsolete: [],
  };
  const memory = createSessionMemory();
  const turns = playArm(fixture, options, 1000, memory);
  const sent = turns.flatMap(({ request, headers }) =>
    request === null ? [] : [{ body: JSON.stringify(request), headers }],
  );
  return { sent, sessions: memory.sessions() };
}

function playTranslate(calls: readonly Call[], options: Partial<TranslatorOptions>): Played {
  const settings = { options: { ...defaultTranslatorOptions, ...options }, account };
  const state = createTranslateState();
  const sent: Pick<Exchange, 'body' | 'headers'>[] = [];
  for (const { request, exchanges } of calls) {
    const body = request as unknown as JsonObject;
    const last = { body, headers: sessionHeaders, upstreamModel: null };
    // As a person calls it: the request once more where a line on stderr says so.
    for (let at = 0, isOver = false; !isOver; at++) {
      const step = openRequest(state, last, 'stdin', settings);
      if (step.type === 'failed') break;
      const { value } = step.attempt.translation;
      sent.push({ body: JSON.stringify(value.body), headers: value.headers });
      const { status = 0, answerHeaders: headers = [], answer = '' } = exchanges[at] ?? {};
      const opened = openAnswer(state, last, 'the request', settings, { status, headers });
      if (opened.type === 'failed') break;
      opened.answer.feed(Buffer.from(answer));
      isOver = opened.answer.end().type !== 'retry';
    }
  }
  return { sent, sessions: state.memory.sessions() };
}

async function playLibrary(
  calls: readonly Call[],
  options: Partial<TranslatorOptions>,
): Promise<Played> {
  const answers = calls.flatMap(({ exchanges }) => exchanges);
  const sent: Pick<Exchange, 'body' | 'headers'>[] = [];
  const memory = createSessionMemory();
  for (const { request } of calls) {
    const answer = await answerCall({
      request: request,
      headers: Object.fromEntries(sessionHeaders),
      options,
      account,
      store: storeOf(memory),
      async send({ headers: { 'content-type': _, ...headers }, body }) {
        const given = answers[sent.length];
        sent.push({ body, headers: Object.entries(headers) });
        if (given === undefined) throw new TypeError('more requests than answers');
        const { status, answerHeaders, answer: text } = given;
        return { status, headers: answerHeaders, body: new Response(text).body };
      },
    });
    for await (const _ of answer.body);
  }
  return { sent, sessions: memory.sessions() };
}

const arms = { off: {}, on: { reasoning_continuity: true } } as const;

describe.each(Object.entries(arms))('the arm "%s"', (_name, options) => {
  test('sends the same bytes and leaves the same state, whoever drives it', async () => {
    const { calls, sessions } = await recordSession(options, null);
    const gateway: Played = { sent: sentOf(calls), sessions };
    expect(calls.length).toBeGreaterThan(4);
    // What a turn is made of is there: pins, a turn state that is echoed, reasoning that goes back.
    const text = JSON.stringify(gateway);
    expect(text).toContain('"effort":"low"');
    expect(text).toContain('"x-codex-turn-state"');
    expect(text.includes('"type\\":\\"reasoning\\"')).toBe(options !== arms.off);
    expect(await playScripted(calls, options)).toEqual(gateway);
    expect(playCheck(calls, options)).toEqual(gateway);
    expect(playTranslate(calls, options)).toEqual(gateway);
    expect(await playLibrary(calls, options)).toEqual(gateway);
  });
});

test('a refusal of the reasoning takes the same course, where a second answer can be given', async () => {
  const { calls, sessions } = await recordSession(arms.on, 2);
  const gateway: Played = { sent: sentOf(calls), sessions };
  expect(calls.map(({ exchanges }) => exchanges.length)).toContain(2);
  expect(JSON.stringify(sessions)).toContain('"reasoningRefused":true');
  expect(await playScripted(calls, arms.on)).toEqual(gateway);
  expect(playTranslate(calls, arms.on)).toEqual(gateway);
  expect(await playLibrary(calls, arms.on)).toEqual(gateway);
});

test('what cannot be translated is not sent, and leaves nothing', async () => {
  const request: AnthropicRequest = {
    model,
    stream: true,
    messages: [{ role: 'user', content: 'Look.' }],
    tools: [{ type: 'computer_20250124', name: 'computer' }],
  };
  const calls = [{ request, exchanges: [] }];
  const nothing: Played = { sent: [], sessions: {} };
  const memory = createSessionMemory();
  const kept: Exchange[] = [];
  const unused = {
    name: 'unused',
    label: 'simulated',
    account,
    describe: ({ headers }: BackendRequest) => ({ method: 'POST', target: '/', headers }),
    send: async () => Promise.reject(new TypeError('nothing is to be sent')),
    close: async () => {},
  } as const;
  const gateway = await startGateway(
    keepExchanges(unused, kept, null),
    {},
    60_000,
    storeOf(memory),
  );
  closing.push(gateway.close);
  const response = await fetch(`${gateway.url}/v1/messages`, {
    method: 'POST',
    body: JSON.stringify(request),
  });
  expect(response.status).toBe(400);
  expect({ sent: kept, sessions: memory.sessions() }).toEqual(nothing);
  expect(await playScripted(calls, {})).toEqual(nothing);
  expect(playCheck(calls, {})).toEqual(nothing);
  expect(playTranslate(calls, {})).toEqual(nothing);
  expect(await playLibrary(calls, {})).toEqual(nothing);
});
