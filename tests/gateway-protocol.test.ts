// What HTTP allows an upstream and few do, met by the gateway: protocols and answers that were not
// asked for, large heads, and content that is nested or numbered beyond reason.
import { once } from 'node:events';
import { Agent, type IncomingMessage, request as send } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createResponsesUrlBackend } from '../src/backends/live/responses-url.ts';
import { startGateway } from '../src/proxy/gateway/gateway.test-support.ts';
import { rawRequest, startRawServer, startRawUpstream } from '../src/proxy/proxy.test-support.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function gatewayOn(url: string) {
  const options = { environment: {}, userAgent: 'turntape/0.0.0' };
  const backend = createResponsesUrlBackend(`${url}/v1`, {
    ...{ ...options, useApiKey: false, useCodexLogin: false },
  });
  const gateway = await startGateway(backend);
  closers.push(
    () => backend.close(),
    async () => {
      await gateway.close();
      expect(gateway.defects).toEqual([]);
    },
  );
  return gateway;
}

async function setUp(answer: (received: Buffer, socket: Socket) => void) {
  const upstream = await startRawUpstream(answer);
  closers.push(upstream.close);
  return gatewayOn(upstream.url);
}

const events = (...list: readonly (object | string)[]): string =>
  list
    .map((one) => (typeof one === 'string' ? one : JSON.stringify(one)))
    .map((data) => `event: ${/"type":"([^"]+)"/.exec(data)?.[1] ?? 'x'}\ndata: ${data}\n\n`)
    .join('');
const completed = {
  type: 'response.completed',
  response: { id: 'resp_1', status: 'completed', output: [], usage: { input_tokens: 1 } },
};
const textOf = (text: string): string => {
  const content = [{ type: 'output_text', text, annotations: [] }];
  const item = { type: 'message', id: 'msg_1', role: 'assistant', content };
  return events({ type: 'response.output_item.done', output_index: 0, item }, completed);
};
const streamed = (body: string, headers: readonly string[] = []): string =>
  [
    'HTTP/1.1 200 OK',
    ...[
      'Content-Type: text/event-stream',
      `Content-Length: ${Buffer.byteLength(body)}`,
      ...headers,
    ],
    ...['', body],
  ].join('\r\n');

const message = (text: string, stream = true): string =>
  JSON.stringify({
    ...{ model: 'claude-opus-4-8', max_tokens: 9, stream },
    tools: [{ name: 'ls', input_schema: { type: 'object' } }],
    messages: [{ role: 'user', content: text }],
  });

interface Answered {
  readonly status: number;
  readonly text: string;
}

function ask(url: string, text = 'hi', { agent = new Agent(), stream = true } = {}) {
  return new Promise<Answered>((resolve, reject) => {
    const body = message(text, stream);
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    };
    const outgoing = send(`${url}/v1/messages`, { agent, method: 'POST', headers });
    outgoing.on('error', reject);
    outgoing.on('response', (answer: IncomingMessage) => {
      let read = '';
      answer.on('data', (part) => (read += String(part)));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text: read }));
      answer.on('error', reject);
    });
    outgoing.end(body);
  });
}

test('an upstream that switches protocols without being asked is overloaded', async () => {
  const gateway = await setUp((_received, socket) =>
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'),
  );
  const { status, text } = await ask(gateway.url);
  expect(status).toBe(529);
  expect(text).toContain('does not answer');
  const [upstream] = await gateway.sink.settled('upstream', 1);
  expect(upstream?.ended?.outcome).toBe('upstream-failed');
});

test('Upgrade: h2c is answered as if it had not been asked', async () => {
  let seen = '';
  const gateway = await setUp((received, socket) => {
    seen = received.toString();
    socket.end(streamed(textOf('Hello.')));
  });
  const port = Number(new URL(gateway.url).port);
  const asking = ['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMA'];
  const body = message('hi');
  const socket = connect(port, '127.0.0.1');
  const framed = [...asking, `Content-Length: ${body.length}`];
  socket.write(rawRequest('POST /v1/messages HTTP/1.1', port, framed, body));
  let answer = '';
  while (!answer.includes('message_stop')) answer += String((await once(socket, 'data'))[0]);
  socket.destroy();
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  expect(answer).toContain('Hello.');
  expect(seen).not.toMatch(/h2c/i);
});

test.each([
  ['one header of 60 KB', [`Set-Cookie: ${'c'.repeat(60_000)}`]],
  ['3,000 headers', Array.from({ length: 3_000 }, (_, index) => `X-${index}: v`)],
])('an answer with %s is read', async (_what, headers) => {
  const gateway = await setUp((_received, socket) =>
    socket.end(streamed(textOf('Hello.'), headers)),
  );
  const { status, text } = await ask(gateway.url);
  expect([status, text.includes('Hello.')]).toEqual([200, true]);
});

test('an answer that was not asked for goes to no other client', async () => {
  // The second answer to a request comes just as the connection is used for the next one.
  const upstream = await startRawServer((socket) => {
    let [received, late] = ['', ''];
    socket.on('data', (part: Buffer) => {
      received += part.toString();
      if (!received.includes('"store"')) return;
      const name = /for (\w+)/.exec(received)?.[1] ?? '';
      received = '';
      socket.write(late || streamed(textOf(`an answer for ${name}`)));
      late = streamed(textOf(`another answer for ${name}`));
    });
  });
  closers.push(upstream.close);
  const gateway = await gatewayOn(upstream.url);
  const names = ['alice', 'bob', 'carol'];
  const agents = names.map((name) => ({ name, agent: new Agent({ keepAlive: true }) }));
  for (let round = 0; round < 3; round++) {
    for (const { name, agent } of agents) {
      const { text } = await ask(gateway.url, `for ${name}`, { agent });
      expect(names.filter((one) => text.includes(one))).toEqual([name]);
    }
  }
  for (const { agent } of agents) agent.destroy();
});

describe('an answer whose content is beyond reason ends with an error that says so', () => {
  const deep = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
  const call = (args: string): string =>
    `{"type":"response.output_item.done","output_index":0,"item":{"type":"function_call","id":"fc_1","call_id":"call_1","name":"ls","arguments":${args}}}`;
  const bodies: Readonly<Record<string, string>> = {
    'arguments of 100,000 levels': events(
      call(JSON.stringify(`{"a":${deep(100_000)}}`)),
      completed,
    ),
    'arguments of 5,000 levels': events(call(JSON.stringify(`{"a":${deep(5_000)}}`)), completed),
    'arguments as an object of 100,000 levels': events(call(`{"a":${deep(100_000)}}`), completed),
    'arguments as an object of 2,000 levels': events(call(`{"a":${deep(2_000)}}`), completed),
    'arguments in deltas': events(
      {
        ...{ type: 'response.output_item.added', output_index: 0 },
        item: { type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'ls', arguments: '' },
      },
      ...Array.from({ length: 100 }, () => ({
        ...{ type: 'response.function_call_arguments.delta', output_index: 0, item_id: 'fc_1' },
        delta: '['.repeat(1_000),
      })),
      completed,
    ),
    'a response with metadata of 100,000 levels':
      events(
        `{"type":"response.created","response":{"id":"resp_1","output":[],"metadata":${deep(100_000)}}}`,
      ) + textOf('Hello.'),
    'an item of an unknown kind, 100,000 levels deep':
      events(
        `{"type":"response.output_item.done","output_index":1,"item":{"type":"strange","x":${deep(100_000)}}}`,
      ) + textOf('Hello.'),
    'usage of 100,000 levels':
      events({ ...completed, type: 'response.in_progress' }) +
      textOf('Hello.').replace('"usage":{', `"usage":{"more":${deep(100_000)},`),
  };
  test.each(Object.entries(bodies))('%s', async (_what, body) => {
    const gateway = await setUp((_received, socket) => socket.end(streamed(body)));
    for (const stream of [true, false]) {
      const { status, text } = await ask(gateway.url, 'hi', { stream });
      const error = /"type":"error".*/.exec(text)?.[0] ?? '';
      expect([stream, status, error.slice(0, 300)]).toEqual([
        ...[stream, expect.any(Number), expect.stringMatching(/nested|levels/)],
      ]);
      expect(text).not.toMatch(/RangeError|internal/);
    }
  });
  const passed: Readonly<Record<string, string>> = {
    'an event of an unknown kind, 100,000 levels deep':
      events(`{"type":"response.strange","x":${deep(100_000)}}`) + textOf('Hello.'),
  };
  test.each(Object.entries(passed))('%s is passed over', async (_what, body) => {
    const gateway = await setUp((_received, socket) => socket.end(streamed(body)));
    for (const stream of [true, false]) {
      const { status, text } = await ask(gateway.url, 'hi', { stream });
      expect([stream, status, text.includes('Hello.'), text.includes('"error"')]).toEqual([
        ...[stream, 200, true, false],
      ]);
    }
  });

  test.each([
    ['a detail', `{"detail":${deep(100_000)}}`],
    ['an error', `{"error":${'{"error":'.repeat(100_000)}1${'}'.repeat(100_000)}}`],
  ])('an error response with %s of 100,000 levels', async (_what, body) => {
    const head = 'HTTP/1.1 400 Bad Request\r\nContent-Type: application/json';
    const gateway = await setUp((_received, socket) =>
      socket.end(`${head}\r\nContent-Length: ${body.length}\r\n\r\n${body}`),
    );
    const { status, text } = await ask(gateway.url);
    expect(status).toBe(400);
    expect(text).not.toMatch(/RangeError|internal/);
  });

  test('arguments of megabytes pass, and do not hold the others', async () => {
    const args = JSON.stringify({ text: 'x'.repeat(8 * 1024 * 1024) });
    const gateway = await setUp((received, socket) =>
      socket.end(
        streamed(
          received.includes('big')
            ? events(call(JSON.stringify(args)), completed)
            : textOf('A small answer.'),
        ),
      ),
    );
    const [big, small] = await Promise.all([ask(gateway.url, 'big'), ask(gateway.url, 'small')]);
    expect(big.text.length).toBeGreaterThan(args.length);
    expect(small.text).toContain('A small answer.');
  });
});
