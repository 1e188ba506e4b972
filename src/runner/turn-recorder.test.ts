// What a trial writes down of each request.
import { expect, test } from 'vitest';
import type { Backend, BackendResponse } from '../domain/backend.ts';
import type { ResponsesRequest } from '../wire/responses/request.ts';
import { unreadable } from './agents/agent.ts';
import { createVirtualClock } from './trial-clock.ts';
import { createTurnRecorder } from './turn-recorder.ts';

const delta = { type: 'response.output_text.delta', output_index: 0, delta: 'x' };
const completed = {
  type: 'response.completed',
  response: {
    model: 'gpt-5.5',
    usage: { input_tokens: 2000, output_tokens: 1, total_tokens: 2001 },
  },
};

/** Streams the same answer to every request, an event each 100 ms. */
const backend: Backend = {
  name: 'made-up',
  label: 'simulated',
  account: 'a',
  describe: ({ headers }) => ({
    method: 'POST',
    target: '/v1/responses',
    headers: [['user-agent', 'made-up/1'], ...headers],
  }),
  send: async (): Promise<BackendResponse> => ({
    status: 200,
    headers: [['openai-organization', 'org-1']],
    body: (async function* () {
      for (const [index, event] of [delta, delta, completed].entries()) {
        const bytes = new TextEncoder().encode(`data: ${JSON.stringify(event)}\n\n`);
        yield { bytes, elapsedMs: 100 * (index + 1) };
      }
    })(),
  }),
  close: async () => {},
};
const open = () =>
  createTurnRecorder({
    trial: 't_1',
    backend,
    clock: createVirtualClock(5_000),
    // A token a word.
    tokenizer: {
      name: 'words',
      encode: (text) => text.split(' ').map((word) => word.length),
      count: (text) => text.split(' ').length,
    },
    reasoningRulesOf: () => ({ contextRule: 'all_turns', isHistoryBound: false }),
    live: undefined,
    mayFail: false,
  });
const request: ResponsesRequest = {
  model: 'gpt-5.5',
  stream: true,
  store: false,
  input: [{ type: 'message', role: 'user', content: Array(2_000).fill('word').join(' ') }],
};

test("a turn holds the exchange as it went over the wire, and the exchange's numbers", async () => {
  const recorder = open();
  const observed = await recorder.send(request, [
    ['session-id', 's'],
    // Of a request that another gateway had compressed.
    ['Content-Encoding', 'zstd'],
  ]);
  const place = { userTurn: 0, step: 0, attempt: 1, conversation: 'agent-1' };
  recorder.record(place, request, observed, []);
  const [turn] = recorder.turns;
  expect(turn).toMatchObject({ status: 200, ttftMs: 100, lastOutputMs: 200, totalMs: 300 });
  expect(turn?.exchange).toMatchObject({
    id: 't_1/0',
    seq: 0,
    startedAtMs: 5_000,
    method: 'POST',
    target: '/v1/responses',
    session: { id: 't_1/agent-1', side: 'upstream', clientSessionId: 's', agentId: 'agent-1' },
    headers: [
      ['user-agent', 'made-up/1'],
      ['session-id', 's'],
    ],
    response: { status: 200, headers: [['openai-organization', 'org-1']] },
    end: { outcome: 'complete', error: null, elapsedMs: 300 },
  });
  expect(JSON.parse(new TextDecoder().decode(turn?.exchange.body))).toEqual(request);
  expect(turn?.exchange.chunks.map(({ elapsedMs }) => elapsedMs)).toEqual([100, 200, 300]);
});

test('a prompt that was taken is in the ideal cache, also when the client left its answer', async () => {
  const recorder = open();
  for (const leaving of ['at-first-output', undefined] as const) {
    const observed = await recorder.send(request, [], leaving);
    recorder.record({ userTurn: 0, step: 0, attempt: 1 }, request, observed, []);
  }
  expect(recorder.turns.map(({ errorCode }) => errorCode)).toEqual(['client-left', null]);
  // 2,004 tokens in whole blocks of 128.
  expect(recorder.turns.map((turn) => turn.theoreticalCachedTokens)).toEqual([0, 1920]);
});

test('a request that cannot be read is recorded, without a prompt', async () => {
  const recorder = open();
  const observed = await recorder.send(unreadable, []);
  recorder.record({ userTurn: 0, step: 0, attempt: 1 }, unreadable, observed, []);
  expect(recorder.turns.map((turn) => turn.theoreticalCachedTokens)).toEqual([0]);
});
