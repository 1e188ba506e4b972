import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { BackendRequest } from '../../domain/backend.ts';
import { createDefaultAgent } from './default-agent.ts';
import { createTestSimulator, words } from './simulator.test-support.ts';
import { type SimulatorServer, startSimulatorServer } from './simulator-server.ts';

interface Event {
  type: string;
  status?: number;
  error?: { code: string | null };
  item?: { type: string };
  response?: { id: string; usage: { input_tokens: number } };
}
const beta = { 'openai-beta': 'responses_websockets=2026-02-06' };
const developer = { type: 'message', role: 'developer', content: words('prefix', 2000) };
const user = { type: 'message', role: 'user', content: 'go' };
const frame = { type: 'response.create', model: 'gpt-5.5', store: false, input: [developer, user] };

let server: SimulatorServer;
const sent: BackendRequest[] = [];
beforeAll(async () => {
  server = await startSimulatorServer({
    host: '127.0.0.1',
    port: 0,
    createBackend(account) {
      const backend = createTestSimulator(
        createDefaultAgent(),
        { fault_plan: account === 'default' ? '' : '1:cut', time_scale: 0 },
        { account, pace: 'real' },
      );
      return {
        ...backend,
        send(request, signal) {
          sent.push(request);
          return backend.send(request, signal);
        },
      };
    },
  });
});
afterAll(() => server.close());

/** A connection and a function that sends a frame and collects events up to the last one. */
async function connect(headers: Record<string, string> = {}) {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/v1/responses`, {
    headers: { ...beta, ...headers },
  });
  await new Promise((opened, failed) => socket.on('open', opened).on('error', failed));
  const ask = (text: string | object): Promise<Event[]> =>
    new Promise((done, failed) => {
      const events: Event[] = [];
      const onMessage = (data: unknown): void => {
        const event = JSON.parse(String(data)) as Event;
        events.push(event);
        if (!/completed|failed|incomplete|^error$/.test(event.type)) return;
        socket.off('message', onMessage);
        done(events);
      };
      socket.on('message', onMessage);
      socket.once('close', (code) => failed(new Error(`closed ${code}`)));
      socket.send(typeof text === 'string' ? text : JSON.stringify(text));
    });
  return { socket, ask };
}

const responseOf = (events: Event[]) => events.at(-1)?.response;

describe('a WebSocket of Codex CLI', () => {
  test('is offered deflate, and gets limits, metadata and the events of a response', async () => {
    const { socket, ask } = await connect();
    expect(socket.extensions).toContain('permessage-deflate');
    const types = (await ask(frame)).map(({ type }) => type);
    expect(types.slice(0, 3)).toEqual([
      'codex.rate_limits',
      'codex.response.metadata',
      'response.created',
    ]);
    expect(types.at(-1)).toBe('response.completed');
    socket.terminate();
  });

  test('a warm-up generates nothing, and what follows it continues from it', async () => {
    const { socket, ask } = await connect({ 'session-id': 'warm' });
    const warm = await ask({ ...frame, input: [developer], generate: false });
    expect(warm.some(({ type }) => type === 'response.output_item.done')).toBe(false);
    const first = await ask({
      ...frame,
      input: [user],
      previous_response_id: responseOf(warm)?.id,
    });
    expect(responseOf(first)?.usage).toMatchObject({
      input_tokens: 2001,
      input_tokens_details: { cached_tokens: 1920 },
    });
    socket.terminate();
  });

  test('a delta is the request that plain HTTP would have sent whole', async () => {
    const { socket, ask } = await connect({ 'session-id': 'delta' });
    const first = await ask(frame);
    const output = first.flatMap(({ item, type }) =>
      type === 'response.output_item.done' && item ? [item] : [],
    );
    const next = { ...user, content: 'more' };
    await ask({ ...frame, input: [next], previous_response_id: responseOf(first)?.id });
    expect(JSON.parse(new TextDecoder().decode(sent.at(-1)?.body))).toEqual({
      ...{ stream: true, model: 'gpt-5.5', store: false },
      input: [developer, user, ...output, next],
    });
    socket.terminate();
  });

  test.each<[string, string | object, number, string | null]>([
    [
      'an unknown response',
      { ...frame, previous_response_id: 'resp_x' },
      400,
      'previous_response_not_found',
    ],
    ['a refusal', { ...frame, temperature: 1, input: [] }, 400, null],
    ['no JSON', 'x', 400, null],
    ['another frame', { type: 'session.update' }, 400, null],
  ])('%s is an error frame, and the connection continues', async (_title, text, status, code) => {
    const { socket, ask } = await connect();
    const [error] = await ask(text);
    expect([error?.type, error?.status]).toEqual(['error', status]);
    if (code !== null) expect(error?.error?.code).toBe(code);
    expect((await ask(frame)).at(-1)?.type).toBe('response.completed');
    socket.terminate();
  });

  test('a cut loses the connection', async () => {
    const { ask } = await connect({ authorization: 'Bearer made-up' });
    await expect(ask(frame)).rejects.toThrow('closed 1006');
  });

  test('binary frames and floods are closed', async () => {
    const { socket } = await connect();
    const closed = new Promise((done) => socket.on('close', done));
    socket.send(Buffer.from([1, 2, 3]));
    expect(await closed).toBe(1003);
  });
});

test('a mistake of ours is told, and ends the connection', async () => {
  const defects: unknown[] = [];
  const ours = new TypeError('undefined is not a function');
  const failing = await startSimulatorServer({
    host: '127.0.0.1',
    port: 0,
    onDefect: (error) => defects.push(error),
    createBackend: (account) => ({
      ...createTestSimulator(createDefaultAgent(), {}, { account }),
      send: () => Promise.reject(ours),
    }),
  });
  const socket = new WebSocket(`${failing.url.replace('http', 'ws')}/v1/responses`);
  await new Promise((opened, failed) => socket.on('open', opened).on('error', failed));
  socket.send(JSON.stringify(frame));
  await new Promise((closed) => socket.on('close', closed));
  expect(defects).toEqual([ours]);
  await failing.close();
});
