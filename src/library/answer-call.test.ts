// The whole protocol around one call: what the client is answered, for every way in which it can
// end.
import { describe, expect, test } from 'vitest';
import { createSessionMemory } from '../domain/session-memory.ts';
import { type AnswerCallInput, answerCall, type UpstreamResponse } from './answer-call.ts';

const event = (data: { type: string; [field: string]: unknown }): string =>
  `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
const part = { type: 'output_text', text: 'hello', annotations: [] };
const item = { type: 'message', id: 'msg_1', role: 'assistant', content: [part] };
const whole = [
  event({ type: 'response.created', response: { id: 'resp_1', model: 'gpt-5.5' } }),
  event({ type: 'response.output_item.added', output_index: 0, item: { ...item, content: [] } }),
  event({ type: 'response.output_text.delta', output_index: 0, item_id: 'msg_1', delta: 'hello' }),
  event({ type: 'response.output_item.done', output_index: 0, item }),
  event({
    type: 'response.completed',
    response: { id: 'resp_1', usage: { input_tokens: 9, output_tokens: 1 } },
  }),
];

function respond(status: number, pieces: readonly string[]): UpstreamResponse {
  const type = status === 200 ? 'text/event-stream' : 'application/json';
  async function* body() {
    for (const piece of pieces) yield Buffer.from(piece);
  }
  return { status, headers: [['content-type', type]], body: body() };
}

/** @param responses in the order of the requests */
async function ask(responses: readonly UpstreamResponse[], request: object) {
  const memory = createSessionMemory();
  const sent: Parameters<AnswerCallInput['send']>[0][] = [];
  const answer = await answerCall({
    request: { model: 'claude-opus-5-5', messages: [{ role: 'user', content: 'hi' }], ...request },
    headers: { 'x-claude-code-session-id': 'one', accept: undefined, via: ['a', 'b'] },
    options: { reasoning_continuity: true },
    account: 'mine',
    upstreamModel: 'gpt-5.5',
    store: {
      load: async (keys) => memory.load(keys),
      commit: async (writes) => memory.commit(writes),
    },
    async send(upstream) {
      sent.push(upstream);
      const response = responses[sent.length - 1];
      if (response === undefined) throw new RangeError('refused connection');
      return response;
    },
  });
  const pieces: string[] = [];
  for await (const piece of answer.body) pieces.push(piece);
  const { status, headers } = answer;
  return { status, headers, text: pieces.join(''), sent, sessions: memory.sessions() };
}

const stream = { stream: true };

test('a streaming client gets events, and what the call leaves behind is committed', async () => {
  const { status, headers, text, sent, sessions } = await ask([respond(200, whole)], stream);
  expect([status, headers['content-type']]).toEqual([200, 'text/event-stream; charset=utf-8']);
  expect(text).toContain('hello');
  expect(text).toMatch(/event: message_stop\n.*\n\n$/);
  expect(sent[0]?.headers).toMatchObject({ 'content-type': 'application/json' });
  expect(JSON.parse(sent[0]?.body ?? '')).toMatchObject({ model: 'gpt-5.5' });
  expect(Object.keys(sessions)).toHaveLength(1);
});

test('another client gets the message', async () => {
  const { status, headers, text } = await ask([respond(200, whole)], {});
  expect([status, headers['content-type']]).toEqual([200, 'application/json']);
  expect(JSON.parse(text)).toMatchObject({ content: [{ type: 'text', text: 'hello' }] });
});

describe.each([
  ['a streaming client', stream],
  ['another client', {}],
])('%s', (_, wish) => {
  test('whose request is not one gets a 400 that names the place', async () => {
    const { status, text, sent } = await ask([], { ...wish, messages: 'hi' });
    expect([status, sent]).toEqual([400, []]);
    expect(JSON.parse(text)).toMatchObject({
      error: { type: 'invalid_request_error', message: expect.stringContaining('/messages') },
    });
  });

  test('gets the upstream’s error with its status, and nothing is committed', async () => {
    const refusal = JSON.stringify({ error: { message: 'slow down', code: 'rate_limit' } });
    const { status, text, sessions } = await ask([respond(429, [refusal])], wish);
    expect([status, sessions]).toEqual([429, {}]);
    expect(JSON.parse(text)).toMatchObject({ type: 'error' });
  });

  test('learns of an upstream that cannot be reached from the rejection', async () => {
    await expect(ask([], wish)).rejects.toThrow('refused connection');
  });
});

test('a stream that ends early ends in an error event, and nothing is committed', async () => {
  const { status, text, sessions } = await ask([respond(200, whole.slice(0, 3))], stream);
  expect([status, sessions]).toEqual([200, {}]);
  expect(text).toMatch(/event: error\n.*\n\n$/);
});

test('what comes after the last event is not waited for', async () => {
  async function* endless() {
    yield Buffer.from(whole.join(''));
    await new Promise(() => {});
  }
  const response = { ...respond(200, []), body: endless() };
  expect((await ask([response], stream)).text).toContain('message_stop');
});

test('a client that leaves ends the reading of the upstream', async () => {
  let isOver = false;
  async function* body() {
    try {
      for (const piece of whole) yield Buffer.from(piece);
    } finally {
      isOver = true;
    }
  }
  const answer = await answerCall({
    request: { ...stream, model: 'm', messages: [{ role: 'user', content: 'hi' }] },
    headers: {},
    account: 'mine',
    store: createStoreThatKeepsNothing(),
    send: async () => ({ ...respond(200, []), body: body() }),
  });
  for await (const _ of answer.body) break;
  expect(isOver).toBe(true);
});

function createStoreThatKeepsNothing(): AnswerCallInput['store'] {
  const memory = createSessionMemory();
  return { load: async (keys) => memory.load(keys), commit: async () => {} };
}
