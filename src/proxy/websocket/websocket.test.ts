// A WebSocket connection through the proxy on real sockets: joined to the byte, recorded from
// copies.
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { findCallProtocol } from '../../exchange/identify-protocol.ts';
import { startRawServer, startTestProxy, type TestProxy } from '../proxy.test-support.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

type Serve = (message: { previous_response_id?: string }, socket: WebSocket) => void;

/** A backend that speaks permessage-deflate, behind the proxy. */
async function setUp(serve: Serve): Promise<TestProxy> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: true });
  await once(server, 'listening');
  server.on('connection', (socket) => {
    socket.on('message', (data) => serve(JSON.parse(String(data)) as object, socket));
  });
  const { port } = server.address() as { port: number };
  const proxy = await startTestProxy(`http://127.0.0.1:${port}`);
  closers.push(
    () =>
      new Promise((resolve) => {
        for (const client of server.clients) client.terminate();
        server.close(() => resolve());
      }),
    proxy.close,
  );
  return proxy;
}

async function openClient(proxy: TestProxy): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${proxy.port}/v1/responses`, {
    perMessageDeflate: { threshold: 0 },
    headers: { 'session-id': 'thread-1', authorization: 'Bearer secret', originator: 'codex_exec' },
  });
  socket.on('error', () => {});
  await once(socket, 'open');
  return socket;
}

const create = (rest: object): string => JSON.stringify({ type: 'response.create', ...rest });
const upgradeHead = (port: number, extra = ''): string =>
  `GET /v1/responses HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX-Odd: b\r\nx-odd: A\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n${extra}\r\n`;

test('each call is recorded as a POST with its whole history, the connection with its messages', async () => {
  let calls = 0;
  const proxy = await setUp((_request, socket) => {
    const id = `r_${calls++}`;
    socket.send('{"type":"response.created"}');
    socket.send(JSON.stringify({ type: 'response.completed', response: { id, output: [id] } }));
  });
  const socket = await openClient(proxy);
  const call = async (rest: object): Promise<void> => {
    socket.send(create(rest));
    await once(socket, 'message');
    await once(socket, 'message');
  };
  await call({ model: 'm', generate: false, input: ['system'] });
  await call({ model: 'm', previous_response_id: 'r_0', input: ['ask'] });
  await call({ model: 'm', previous_response_id: 'r_1', input: ['more'] });
  const ended = [await proxy.sink.ended(), await proxy.sink.ended(), await proxy.sink.ended()];
  expect(ended.map(({ start }) => Buffer.from(start.body).toString())).toEqual([
    '{"model":"m","input":["system"]}',
    '{"model":"m","input":["system","r_0","ask"]}',
    '{"model":"m","input":["system","r_0","ask","r_1","more"]}',
  ]);
  expect(ended.map(({ start }) => start.session.kind)).toEqual(['probe', 'turn', 'turn']);
  expect(ended[2]?.start).toMatchObject({ method: 'POST', target: '/v1/responses' });
  expect(ended.map(({ start }) => findCallProtocol(start))).toEqual(Array(3).fill('responses'));
  expect(ended[2]?.start.session).toMatchObject({ client: 'codex', clientSessionId: 'thread-1' });
  expect(ended[2]?.head?.status).toBe(200);
  expect(ended[2]?.end).toMatchObject({ outcome: 'complete', error: null });
  expect(Buffer.concat(ended[2]?.chunks ?? []).toString()).toBe(
    'event: response.created\ndata: {"type":"response.created"}\n\nevent: response.completed\ndata: {"type":"response.completed","response":{"id":"r_2","output":["r_2"]}}\n\n',
  );
  socket.close();
  const connection = await proxy.sink.ended();
  expect(connection.start).toMatchObject({ method: 'GET', target: '/v1/responses' });
  expect(findCallProtocol(connection.start)).toBeNull();
  expect(connection.head?.status).toBe(101);
  expect(connection.end?.outcome).toBe('complete');
  const log = Buffer.concat(connection.chunks).toString().trimEnd().split('\n');
  expect(log.map((line) => line[0]).join('')).toBe('><<><<><<');
  expect(log[3]).toBe(
    '> {"type":"response.create","model":"m","previous_response_id":"r_0","input":["ask"]}',
  );
  expect(JSON.stringify(proxy.sink.exchanges)).not.toContain('Bearer secret');
});

test('bytes and headers pass as they are, frames or not', async () => {
  const received: Buffer[] = [];
  const upstream = await startRawServer((socket) => {
    socket.on('data', (part: Buffer) => {
      received.push(part);
      const text = Buffer.concat(received).toString('latin1');
      if (text.endsWith('\r\n\r\n')) {
        socket.write(
          'HTTP/1.1 101 Come In\r\nX-Case: y\xe9s\r\nUpgrade: websocket\r\nCONNECTION: Upgrade\r\n\r\n\xff\x00',
          'latin1',
        );
      }
      if (text.endsWith('bye')) socket.end('after');
    });
  });
  const proxy = await startTestProxy(upstream.url);
  closers.push(upstream.close, proxy.close);
  const client = connect(proxy.port, '127.0.0.1');
  const answers: Buffer[] = [];
  client.on('data', (part: Buffer) => {
    answers.push(part);
    if (part.includes('\xff\x00', 0, 'latin1')) client.write('no frame at all \x00\x01 bye');
  });
  client.write(upgradeHead(proxy.port));
  await once(client, 'close');
  expect(Buffer.concat(answers).toString('latin1')).toBe(
    'HTTP/1.1 101 Come In\r\nX-Case: y\xe9s\r\nUpgrade: websocket\r\nCONNECTION: Upgrade\r\n\r\n\xff\x00after',
  );
  const [head, rest] = Buffer.concat(received).toString('latin1').split('\r\n\r\n');
  expect(rest).toBe('no frame at all \x00\x01 bye');
  const own = upgradeHead(proxy.port).replace(
    `127.0.0.1:${proxy.port}`,
    new URL(upstream.url).host,
  );
  expect(head).toBe(own.trimEnd());
  expect(Buffer.concat((await proxy.sink.ended()).chunks).toString()).toContain('unreadable');
});

describe('a connection that ends during a call', () => {
  test('at the upstream ends at the client too, after what had arrived', async () => {
    const proxy = await setUp((_request, socket) => {
      socket.send('{"type":"response.created"}', () => socket.terminate());
    });
    const socket = await openClient(proxy);
    const messages: string[] = [];
    socket.on('message', (data) => messages.push(String(data)));
    socket.send(create({ input: [] }));
    await once(socket, 'close');
    expect(messages).toEqual(['{"type":"response.created"}']);
    const ended = [await proxy.sink.ended(), await proxy.sink.ended()];
    expect(ended.map(({ end }) => end?.outcome)).toEqual(['upstream-aborted', 'upstream-aborted']);
  });

  test('at the client reaches the upstream', async () => {
    const gone = Promise.withResolvers<void>();
    const proxy = await setUp((_request, socket) => {
      socket.on('close', () => gone.resolve());
      socket.send('{"type":"response.created"}');
    });
    const socket = await openClient(proxy);
    socket.send(create({ input: [] }));
    await once(socket, 'message');
    socket.terminate();
    await gone.promise;
    expect((await proxy.sink.ended()).end?.outcome).toBe('client-aborted');
  });
});

describe('an upgrade that is not granted', () => {
  test.each([
    [426, 'Upgrade Required'],
    [401, 'Unauthorized'],
  ])('by the upstream, %i, is passed on', async (status, text) => {
    const upstream = await startRawServer((socket) =>
      socket.once('data', () =>
        socket.end(`HTTP/1.1 ${status} ${text}\r\nX-Why: no\r\nContent-Length: 3\r\n\r\nno!`),
      ),
    );
    const proxy = await startTestProxy(upstream.url);
    closers.push(upstream.close, proxy.close);
    const client = connect(proxy.port, '127.0.0.1');
    const parts: Buffer[] = [];
    client.on('data', (part: Buffer) => parts.push(part));
    client.write(upgradeHead(proxy.port));
    await once(client, 'close');
    expect(Buffer.concat(parts).toString()).toBe(
      `HTTP/1.1 ${status} ${text}\r\nX-Why: no\r\nContent-Length: 3\r\nConnection: close\r\n\r\nno!`,
    );
    expect((await proxy.sink.ended()).head?.status).toBe(status);
  });

  test('by --codex-transport http is 426, and the upstream hears nothing', async () => {
    let connections = 0;
    const upstream = await startRawServer(() => connections++);
    const proxy = await startTestProxy(upstream.url, { codexTransport: 'http' });
    closers.push(upstream.close, proxy.close);
    const client = connect(proxy.port, '127.0.0.1');
    const [first] = (await new Promise((resolve) => {
      client.once('data', (part) => resolve([String(part)]));
      client.write(upgradeHead(proxy.port));
    })) as [string];
    expect(first).toContain('HTTP/1.1 426 Upgrade Required');
    await once(client, 'close');
    expect([connections, proxy.sink.exchanges.length]).toEqual([0, 0]);
  });

  test.each([
    ['a path whose bodies are not kept', 'GET /backend-api/wham/x HTTP/1.1', '', 426],
    ['a foreign page', 'GET /v1/responses HTTP/1.1', 'Origin: https://evil.example\r\n', 403],
  ])('for %s', async (_name, line, extra, status) => {
    const proxy = await startTestProxy('http://127.0.0.1:9');
    closers.push(proxy.close);
    const client = connect(proxy.port, '127.0.0.1');
    client.write(upgradeHead(proxy.port, extra).replace('GET /v1/responses HTTP/1.1', line));
    const [answer] = (await once(client, 'data')) as [Buffer];
    expect(answer.toString()).toContain(`HTTP/1.1 ${status} `);
    client.destroy();
  });

  test('an upstream that is not there is a clear 502', async () => {
    const proxy = await startTestProxy('http://127.0.0.1:9');
    closers.push(proxy.close);
    const client = connect(proxy.port, '127.0.0.1');
    client.write(upgradeHead(proxy.port));
    const [answer] = (await once(client, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1.1 502 Bad Gateway[\s\S]*does not answer/);
    client.destroy();
    expect((await proxy.sink.ended()).end?.outcome).toBe('upstream-failed');
  });
});
