// Whatever is sent to the simulator, it continues answering the others.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { loadO200kTokenizer } from '../src/backends/o200k-tokenizer.ts';
import { createDefaultAgent } from '../src/backends/simulator/default-agent.ts';
import { createSimulator } from '../src/backends/simulator/simulator.ts';
import {
  type SimulatorServer,
  startSimulatorServer,
} from '../src/backends/simulator/simulator-server.ts';
import { defaultSimulatorParameters } from '../src/profiles/simulator-parameters.ts';

/**
 * Each takes two descriptors of this process. `npm run bench -- simulator` holds ten times as many.
 */
const idleConnections = 1_000;

let server: SimulatorServer;
/** Called when a request has arrived whole. */
let onArrival: (bytes: number) => void = () => {};
beforeAll(async () => {
  const tokenizer = await loadO200kTokenizer();
  server = await startSimulatorServer({
    host: '127.0.0.1',
    port: 0,
    createBackend(account) {
      const backend = createSimulator({
        tokenizer,
        agent: createDefaultAgent(),
        parameters: { ...defaultSimulatorParameters, time_scale: 0 },
        seed: 'hostile',
        account,
        nowMs: Date.now,
        pace: 'real',
      });
      return {
        ...backend,
        send(request, signal) {
          onArrival(request.body.length);
          return backend.send(request, signal);
        },
      };
    },
  });
});
afterAll(() => server.close());

async function expectAlive(): Promise<void> {
  const body = JSON.stringify({ model: 'gpt-5.5', input: 'hello', stream: true, store: false });
  const response = await fetch(`${server.url}/v1/responses`, { method: 'POST', body });
  expect(await response.text()).toContain('response.completed');
}

function open(): Promise<Socket> {
  const { hostname, port } = new URL(server.url);
  return new Promise((opened, failed) => {
    const socket = connect(Number(port), hostname, () => opened(socket));
    socket.once('error', failed);
  });
}

/** Sends bytes, half-closes, and waits for the other side to be done with it. */
async function throwAt(bytes: Buffer): Promise<void> {
  const socket = await open();
  socket.on('error', () => socket.destroy());
  await new Promise<void>((closed) => {
    socket.on('close', () => closed());
    socket.resume();
    socket.end(bytes);
  });
}

const paths = [
  '/v1/responses',
  '/responses',
  '/v1/models',
  '/backend-api/wham/accounts/check',
  '/backend-api/ps/mcp',
  '/',
];

test('any bytes, and any bodies on any path, leave it running', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) =>
      throwAt(Buffer.from(bytes)),
    ),
    { numRuns: 60 },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
      fc.constantFrom(...paths),
      fc.oneof(fc.string(), fc.json()),
      fc.constantFrom('', 'content-encoding: zstd\r\n', 'content-encoding: gzip\r\n'),
      async (method, path, body, encoding) => {
        const bytes = Buffer.from(body);
        const head = `${method} ${path} HTTP/1.1\r\nhost: x\r\n${encoding}content-length: ${bytes.length}\r\nconnection: close\r\n\r\n`;
        await throwAt(Buffer.concat([Buffer.from(head), bytes]));
      },
    ),
    { numRuns: 120 },
  );
  await expectAlive();
}, 60_000);

test('any bytes and any JSON as frames of a WebSocket leave it running', async () => {
  const upgrade = [
    ...['GET /v1/responses HTTP/1.1', 'host: x', 'connection: upgrade', 'upgrade: websocket'],
    ...['sec-websocket-version: 13', 'sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==', '', ''],
  ].join('\r\n');
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) =>
      throwAt(Buffer.concat([Buffer.from(upgrade), Buffer.from(bytes)])),
    ),
    { numRuns: 40 },
  );
  const url = `${server.url.replace('http', 'ws')}/v1/responses`;
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), fc.boolean(), async (value, isCreate) => {
      const socket = new WebSocket(url);
      await once(socket, 'open');
      const frame = isCreate ? { type: 'response.create', model: 'gpt-5.5', input: value } : value;
      socket.send(JSON.stringify(frame));
      const [data] = (await once(socket, 'message')) as [Buffer];
      socket.terminate();
      expect(JSON.parse(String(data))).toHaveProperty('type');
    }),
    { numRuns: 40 },
  );
  await expectAlive();
}, 60_000);

const said = /more than [0-9]+ (levels|objects)/;

test.each<[string, string]>([
  ['deep JSON', `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`],
  ['deeper lists', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
  ['100,000 objects', `[${Array(100_000).fill('{}').join()}]`],
])('%s are a 400 that says so, over HTTP and WebSocket', async (_what, value) => {
  const rest = `"model":"gpt-5.5","stream":true,"store":false,"input":"hi"`;
  for (const member of ['tools', 'input', 'x']) {
    const body = `{${rest},"${member}":${value}}`;
    const response = await fetch(`${server.url}/v1/responses`, { method: 'POST', body });
    expect([response.status, await response.text()]).toEqual([400, expect.stringMatching(said)]);
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/v1/responses`);
    await once(socket, 'open');
    socket.send(`{"type":"response.create",${body.slice(1)}`);
    const [data] = (await once(socket, 'message')) as [Buffer];
    socket.terminate();
    expect(String(data)).toMatch(said);
  }
  await expectAlive();
});

test('any JSON as an item is an answer, never a crash', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.jsonValue(), { maxLength: 4 }), async (input) => {
      const body = JSON.stringify({ model: 'gpt-5.5', stream: true, store: false, input });
      const response = await fetch(`${server.url}/v1/responses`, { method: 'POST', body });
      await response.text();
      expect([200, 400, 404]).toContain(response.status);
    }),
    { numRuns: 200 },
  );
}, 60_000);

test('any JSON as any member is an answer, never a crash', async () => {
  const any = fc.jsonValue({ maxDepth: 2 });
  const some = (members: Record<string, fc.Arbitrary<unknown>>) =>
    fc.record(members, { requiredKeys: [] });
  const mostly = (of: fc.Arbitrary<unknown>) => fc.oneof({ weight: 3, arbitrary: of }, any);
  const type = mostly(fc.constantFrom('function', 'custom', 'web_search', 'namespace', 'x'));
  const tool = some({ type, name: any, parameters: any, format: any, tools: any, strict: any });
  const members: Record<string, fc.Arbitrary<unknown>> = {
    tools: mostly(fc.array(mostly(tool), { maxLength: 3 })),
    text: mostly(some({ format: any, verbosity: any })),
    reasoning: mostly(some({ effort: any, summary: any, context: any })),
    include: mostly(fc.array(any, { maxLength: 3 })),
    ...Object.fromEntries(
      [
        ...['tool_choice', 'instructions', 'prompt_cache_key', 'previous_response_id', 'metadata'],
        ...['service_tier', 'max_output_tokens', 'parallel_tool_calls', 'stream_options', 'model'],
        ...['client_metadata', 'prompt_cache_options', 'context_management', 'generate', 'store'],
      ].map((name) => [name, any]),
    ),
  };
  // Two at a time: of many, the first wrong one would be the answer.
  const one = fc.oneof(
    ...Object.entries(members).map(([name, value]) => value.map((given) => ({ [name]: given }))),
  );
  await fc.assert(
    fc.asyncProperty(one, one, async (first, second) => {
      const given = { ...first, ...second };
      const request = { model: 'gpt-5.5', stream: true, store: false, input: 'hi', ...given };
      const body = JSON.stringify(request);
      const response = await fetch(`${server.url}/v1/responses`, { method: 'POST', body });
      const text = await response.text();
      expect([200, 400, 404], `${body} -> ${text}`).toContain(response.status);
    }),
    { numRuns: 300 },
  );
}, 60_000);

test('a body that never comes, a client that leaves, an upgrade that stops half way', async () => {
  const head = 'POST /v1/responses HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{"model"';
  const upgrade =
    'GET /v1/responses HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n';
  for (const text of [head, upgrade, `${upgrade}\r\n`]) {
    const socket = await open();
    await new Promise((written) => socket.write(text, written));
    socket.destroy();
  }
  await expectAlive();
});

test(`${idleConnections} idle connections do not keep it from answering`, async () => {
  const sockets: Socket[] = [];
  try {
    for (let index = 0; index < idleConnections; index += 200) {
      sockets.push(...(await Promise.all(Array.from({ length: 200 }, open))));
    }
    await expectAlive();
    expect(sockets).toHaveLength(idleConnections);
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}, 60_000);

test('a long text is counted in steps: a request that comes later is answered before', async () => {
  const words = Array.from({ length: 100_000 }, (_, at) => ((at * 7919) % 46_655).toString(36));
  const long = words.join('');
  const arrived = new Promise<void>((resolve) => {
    onArrival = (bytes) => bytes > long.length && resolve();
  });
  const order: string[] = [];
  const ask = async (input: string): Promise<void> => {
    const body = JSON.stringify({ model: 'gpt-5.5', input, stream: true, store: false });
    const response = await fetch(`${server.url}/v1/responses`, { method: 'POST', body });
    expect(await response.text()).toContain('response.completed');
    order.push(input === long ? 'long' : 'short');
  };
  const first = ask(long);
  await arrived;
  await ask('hello');
  await first;
  expect(order).toEqual(['short', 'long']);
});
