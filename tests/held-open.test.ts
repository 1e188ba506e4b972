// An upstream that has said all and never closes its connection, over real sockets: the client gets
// its answer all the same, and an error that comes first as a status.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createResponsesUrlBackend } from '../src/backends/live/responses-url.ts';
import { startGateway } from '../src/proxy/gateway/gateway.test-support.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

let upstream: Server | undefined;

/** A server that answers and holds every connection. */
async function startUpstream(status: number, body: string): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(status, { 'content-type': 'text/event-stream' });
      response.write(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  upstream = server;
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}

async function ask(status: number, body: string, stream: boolean) {
  return askAt(await startUpstream(status, body), stream);
}

async function askAt(url: string, stream: boolean) {
  const backend = createResponsesUrlBackend(url, {
    userAgent: 'test',
    environment: {},
    useApiKey: false,
    useCodexLogin: false,
  });
  closing.push(() => backend.close());
  const gateway = await startGateway(backend);
  closing.push(() => gateway.close());
  const response = await fetch(`${gateway.url}/v1/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'gpt-5.5',
      max_tokens: 9,
      stream,
      messages: [{ role: 'user', content: 'hi' }],
    }),
  });
  const text = await response.text();
  const [upstream] = await gateway.sink.settled('upstream', 1);
  return { status: response.status, text, outcome: upstream?.ended?.outcome };
}

test.each([
  ['lines without end', 'data: x\n'.repeat(30_000)],
  ['a line without end', `data: ${'x'.repeat(17 * 1024 * 1024)}`],
])('%s end as overloaded, and the connection to the upstream with them', async (what, text) => {
  const url = await startUpstream(200, text);
  const closed = new Promise<void>((resolve) => {
    upstream?.once('connection', (socket) => socket.once('close', () => resolve()));
  });
  const { status, text: said } = await askAt(url, what.startsWith('lines'));
  expect([status, said]).toEqual([529, expect.stringMatching(/an event has more than [0-9]+ /)]);
  await closed;
});

const event = (type: string, rest: object): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...rest })}\n\n`;
const failed = event('response.failed', {
  response: { id: 'r', status: 'failed', error: { code: 'server_is_overloaded', message: 'busy' } },
});
const answered = event('response.completed', {
  response: {
    id: 'r',
    status: 'completed',
    output: [{ type: 'message', content: [{ type: 'output_text', text: 'hello' }] }],
  },
});
const limited = JSON.stringify({ error: { code: 'rate_limit_exceeded', message: 'slow' } });

describe.each([true, false])('a connection that is held, stream: %s', (stream) => {
  test.each<[string, number, string, number, string]>([
    ['after a failure', 200, failed, 529, 'busy'],
    ['after an answer', 200, answered, 200, 'hello'],
    ['after an error event', 200, `event: error\ndata: ${limited}\n\n`, 429, 'slow'],
    ['after an error as JSON', 200, limited, 429, 'slow'],
    ['after an error response', 400, limited, 429, 'slow'],
  ])('%s', async (_name, status, body, expected, words) => {
    const reply = await ask(status, body, stream);
    expect(reply).toMatchObject({ status: expected, outcome: 'complete' });
    expect(reply.text).toContain(words);
  });
});
