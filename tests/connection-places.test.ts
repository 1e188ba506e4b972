// Connections without a request under way make room for others, on every server here, in the open
// and inside TLS; a handshake that stops ends, and a client that goes leaves no descriptor.
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { loadO200kTokenizer } from '../src/backends/o200k-tokenizer.ts';
import { createDefaultAgent } from '../src/backends/simulator/default-agent.ts';
import { createSimulator } from '../src/backends/simulator/simulator.ts';
import { startSimulatorServer } from '../src/backends/simulator/simulator-server.ts';
import { defaultSimulatorParameters } from '../src/profiles/simulator-parameters.ts';
import { parseConnectRule } from '../src/proxy/connect-target.ts';
import { startRawUpstream, startTestProxy } from '../src/proxy/proxy.test-support.ts';
import { createPrivateCertificate } from '../src/tls/private-certificate.ts';

const places = 6;
const made = await createPrivateCertificate(Date.now(), ['agent.example']);
const secret = { user: 'u', password: 'p' };
const authorization = `Proxy-Authorization: Basic ${Buffer.from('u:p').toString('base64')}`;

let closers: (() => Promise<unknown>)[] = [];
beforeEach(() => {
  closers = [];
});
afterEach(async () => {
  for (const close of closers.reverse()) await close();
});

function keep<T extends Socket>(socket: T): T {
  socket.on('error', () => {});
  closers.push(async () => socket.destroy());
  return socket;
}

interface Target {
  readonly port: number;
  /** A connection that has asked for nothing. */
  open(): Promise<Socket>;
  readonly host: string;
  /** Of a request that is answered 200. */
  readonly request: string;
}

async function startUpstream(): Promise<string> {
  const upstream = await startRawUpstream((_request, socket) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  });
  closers.push(upstream.close);
  return upstream.url;
}

async function openPlain(port: number): Promise<Socket> {
  const socket = keep(connect(port, '127.0.0.1'));
  await once(socket, 'connect');
  return socket;
}

async function openTls(under: Socket): Promise<TLSSocket> {
  const socket = keep(connectTls({ socket: under, rejectUnauthorized: false }));
  await once(socket, 'secureConnect');
  return socket;
}

/** A tunnel to the host that is decrypted, before its handshake. */
async function openTunnel(port: number): Promise<Socket> {
  const socket = await openPlain(port);
  socket.write(
    `CONNECT agent.example:443 HTTP/1.1\r\nHost: agent.example:443\r\n${authorization}\r\n\r\n`,
  );
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(String(answer)).toContain(' 200 ');
  return socket;
}

const models = (host: string): string => `GET /v1/models HTTP/1.1\r\nHost: ${host}\r\n\r\n`;

const tunnel = { ...{ hosts: ['agent.example'], tls: made, secret }, environment: {} };

const targets: Readonly<Record<string, () => Promise<Target>>> = {
  async 'the proxy'() {
    const { port, close } = await startTestProxy(await startUpstream(), { connectionsMax: places });
    closers.push(close);
    const host = `127.0.0.1:${port}`;
    return { port, host, open: () => openPlain(port), request: models(host) };
  },
  async 'the proxy over TLS'() {
    const options = { connectionsMax: places, tls: made };
    const { port, close } = await startTestProxy(await startUpstream(), options);
    closers.push(close);
    const host = `127.0.0.1:${port}`;
    const open = async () => openTls(await openPlain(port));
    return { port, host, open, request: models(host) };
  },
  async 'a tunnel that is decrypted'() {
    const options = { connectionsMax: places, tunnel };
    const { port, close } = await startTestProxy(await startUpstream(), options);
    closers.push(close);
    const open = async () => openTls(await openTunnel(port));
    return { port, host: 'agent.example', open, request: models('agent.example') };
  },
  async 'the simulator'() {
    const server = await startSimulator();
    const port = Number(new URL(server.url).port);
    const host = `127.0.0.1:${port}`;
    return { port, host, open: () => openPlain(port), request: models(host) };
  },
};

async function startSimulator() {
  const tokenizer = await loadO200kTokenizer();
  const server = await startSimulatorServer({
    ...{ host: '127.0.0.1', port: 0, connectionsMax: places },
    createBackend: (account) =>
      createSimulator({
        ...{ tokenizer, agent: createDefaultAgent(), account, seed: 'places' },
        parameters: { ...defaultSimulatorParameters, time_scale: 0 },
        ...{ nowMs: Date.now, pace: 'real' as const },
      }),
  });
  closers.push(server.close);
  return server;
}

/** Sends a request; resolves when its answer begins. */
async function ask(socket: Socket, { request }: Target): Promise<string> {
  socket.write(request);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  return String(answer);
}

/** Opens many connections that ask for nothing; none is held up by those before. */
async function fill(target: Target, count: number): Promise<Socket[]> {
  const opened: Socket[] = [];
  for (let index = 0; index < count; index++) opened.push(await target.open());
  return opened;
}

describe.each(Object.entries(targets))('%s', (_name, start) => {
  test('the one that has been idle for longest makes room', async () => {
    const target = await start();
    const [first, ...others] = await fill(target, places);
    const closed = once(first as Socket, 'close');
    const another = await target.open();
    await closed;
    expect(await ask(another, target)).toContain('200 OK');
    for (const other of others) expect(await ask(other, target)).toContain('200 OK');
  });

  test('those that have asked for nothing go before those that have', async () => {
    const target = await start();
    const kept = await target.open();
    expect(await ask(kept, target)).toContain('200 OK');
    await fill(target, 5 * places);
    expect(await ask(kept, target)).toContain('200 OK');
  });

  test('those between two requests go before one whose request has not ended', async () => {
    const target = await start();
    const kept = await fill(target, places - 1);
    for (const one of kept) expect(await ask(one, target)).toContain('200 OK');
    const [first, ...others] = kept;
    const sending = await target.open();
    const half = `POST /v1/responses HTTP/1.1\r\nHost: ${target.host}\r\nExpect: 100-continue\r\n`;
    sending.write(`${half}Content-Length: 10\r\n\r\n`);
    const [asked] = (await once(sending, 'data')) as [Buffer]; // the request is known there
    expect(String(asked)).toContain(' 100 ');
    const closed = once(first as Socket, 'close');
    expect(await ask(await target.open(), target)).toContain('200 OK');
    await closed;
    for (const other of others) expect(await ask(other, target)).toContain('200 OK');
    sending.write('0123456789');
    expect(String((await once(sending, 'data'))[0])).toContain('HTTP/1.1 ');
  });
});

test('what is being answered keeps its place, and a client that finds none is told', async () => {
  const entered: (() => void)[] = [];
  const { port, close } = await startTestProxy(await startUpstream(), {
    connectionsMax: places,
    handler: (_request, response) =>
      new Promise((answered) => {
        entered.shift()?.();
        closers.push(async () => answered());
        closers.push(async () => response.end('late'));
      }),
  });
  closers.unshift(close);
  const target = { port, host: `127.0.0.1:${port}`, request: models(`127.0.0.1:${port}`) };
  const busy: Socket[] = [];
  for (let index = 0; index < places; index++) {
    const socket = await openPlain(port);
    const isAnswering = new Promise<void>((resolve) => entered.push(resolve));
    socket.write(target.request);
    await isAnswering;
    busy.push(socket);
  }
  for (let index = 0; index < 40; index++) {
    const refused = await openPlain(port);
    expect(await ask(refused, { ...target, open: () => openPlain(port) })).toMatch(
      /^HTTP\/1.1 503 (.|\s)*all connections that there are places for are busy/,
    );
  }
  expect(busy.map(({ destroyed }) => destroyed)).toEqual(busy.map(() => false));
});

test("WebSocket connections of the simulator make room between two messages, not in one's answer", async () => {
  const server = await startSimulator();
  const url = `${server.url.replace('http', 'ws')}/v1/responses`;
  const sockets = await Promise.all(
    Array.from({ length: places }, async () => {
      const socket = new WebSocket(url);
      closers.push(async () => socket.terminate());
      await once(socket, 'open');
      return socket;
    }),
  );
  const closed = Promise.race(sockets.map((socket) => once(socket, 'close')));
  const answer = await fetch(`${server.url}/v1/models`);
  expect(answer.status).toBe(200);
  await closed;
});

describe('WebSockets through the proxy', () => {
  const create = JSON.stringify({ type: 'response.create', model: 'm', input: [] });
  const completed = JSON.stringify({
    ...{ type: 'response.completed', response: { id: 'r', output: [] } },
  });

  /** Answers calls at once but those of `slow`, and lists models. */
  async function setUp(silentMsMin?: number) {
    const upstream = createHttpServer((_request, response) => response.end('ok'));
    const webSockets = new WebSocketServer({ server: upstream });
    webSockets.on('connection', (socket) => {
      socket.on('message', (data) => {
        socket.send('{"type":"response.created"}');
        if (!String(data).includes('slow')) socket.send(completed);
      });
    });
    upstream.listen(0, '127.0.0.1');
    await once(upstream, 'listening');
    closers.push(async () => {
      for (const client of webSockets.clients) client.terminate();
      upstream.close();
    });
    const url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
    const settings = { ...(silentMsMin !== undefined && { silentMsMin }) };
    const proxy = await startTestProxy(url, { connectionsMax: places, ...settings });
    closers.push(proxy.close);
    const openSocket = async (): Promise<WebSocket> => {
      const socket = new WebSocket(`ws://127.0.0.1:${proxy.port}/v1/responses`);
      socket.on('error', () => {});
      closers.push(async () => socket.terminate());
      await once(socket, 'open');
      return socket;
    };
    const call = async (socket: WebSocket, how = ''): Promise<void> => {
      const answered = new Promise<void>((resolve) => {
        let left = how === 'slow' ? 1 : 2;
        socket.on('message', () => {
          if (--left === 0) resolve();
        });
      });
      socket.send(create.replace('"m"', `"m ${how}"`));
      await answered;
    };
    const target = { port: proxy.port, host: `127.0.0.1:${proxy.port}`, request: '' };
    const request = models(target.host);
    const askNew = async (): Promise<string> => {
      const socket = await openPlain(proxy.port);
      const open = async (): Promise<Socket> => socket;
      return ask(socket, { ...target, request, open });
    };
    return { proxy, openSocket, call, askNew };
  }

  test('make room while they have asked for nothing, each in its turn', async () => {
    const { openSocket, askNew } = await setUp();
    const sockets: WebSocket[] = [];
    for (let index = 0; index < places; index++) sockets.push(await openSocket());
    const [first, ...others] = sockets as [WebSocket, ...WebSocket[]];
    const closed = once(first, 'close');
    expect(await askNew()).toContain('200 OK');
    await closed;
    expect(others.map(({ readyState }) => readyState)).toEqual(others.map(() => WebSocket.OPEN));
  });

  test('make room after a call, once they have been silent for long, and are whole then', async () => {
    const { proxy, openSocket, call, askNew } = await setUp(0);
    for (let index = 0; index < places - 1; index++) await call(await openSocket(), 'slow');
    const idle = await openSocket();
    await call(idle);
    const closed = once(idle, 'close');
    expect(await askNew()).toContain('200 OK');
    await closed;
    for (;;) {
      const { start, end } = await proxy.sink.ended();
      if (start.method !== 'GET' || start.target === '/v1/models') continue;
      expect(end).toMatchObject({ outcome: 'complete', error: null });
      return;
    }
  });

  test.each([
    ['a call is under way', 'slow', 0],
    ['the last was a moment ago', '', undefined],
  ])('keep their places while %s', async (_when, how, silentMsMin) => {
    const { openSocket, call, askNew } = await setUp(silentMsMin);
    for (let index = 0; index < places; index++) await call(await openSocket(), how);
    expect(await askNew()).toContain(' 503 ');
  });

  test('make room while the upstream has not agreed; the client is not blamed for it', async () => {
    const asked: (() => void)[] = [];
    const upstream = await startRawUpstream(() => asked.shift()?.());
    const { port, sink, close } = await startTestProxy(upstream.url, { connectionsMax: places });
    closers.push(upstream.close, close);
    for (let index = 0; index < places; index++) {
      const hasAsked = new Promise<void>((resolve) => asked.push(resolve));
      const socket = await openPlain(port);
      socket.write(
        `GET /v1/responses HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`,
      );
      await hasAsked;
    }
    await openPlain(port);
    expect((await sink.ended()).end).toMatchObject({
      outcome: 'stopped',
      error: 'turntape closed the connection to make room for others',
    });
  });
});

test('a tunnel that is passed on unread makes room once it has been silent for long', async () => {
  const other = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
  await once(other, 'listening');
  closers.push(async () => other.close());
  const address = `127.0.0.1:${(other.address() as AddressInfo).port}`;
  const openUnread = async (port: number): Promise<Socket> => {
    const socket = await openPlain(port);
    socket.write(`CONNECT ${address} HTTP/1.1\r\nHost: ${address}\r\n${authorization}\r\n\r\n`);
    expect(String((await once(socket, 'data'))[0])).toContain(' 200 ');
    return socket;
  };
  const asked = async (silentMsMin: number): Promise<string> => {
    const allowed = [parseConnectRule(address)];
    const { port, close } = await startTestProxy(await startUpstream(), {
      ...{ connectionsMax: places, tunnel: { ...tunnel, allowed, silentMsMin } },
    });
    closers.push(close);
    for (let index = 0; index < places; index++) await openUnread(port);
    const host = `127.0.0.1:${port}`;
    const target = { port, host, open: () => openPlain(port), request: models(host) };
    return ask(await openPlain(port), target);
  };
  expect(await asked(60_000)).toContain(' 503 ');
  expect(await asked(0)).toContain('200 OK');
});

describe('a tunnel whose handshake does not come to its end', () => {
  const hello = Buffer.from([22, 3, 1, 0, 200, 1]); // the beginning of a ClientHello

  async function start(handshakeMsMax?: number): Promise<number> {
    const proxy = await startTestProxy(await startUpstream(), {
      tunnel,
      ...(handshakeMsMax !== undefined && { handshakeMsMax }),
    });
    closers.push(proxy.close);
    return proxy.port;
  }

  test.each([['with nothing'], ['with half a greeting']])('ends by itself, %s', async (what) => {
    const socket = await openTunnel(await start(50));
    socket.resume();
    if (what !== 'with nothing') socket.write(hello);
    await once(socket, 'close');
  });

  test.each<[string, (socket: Socket) => void]>([
    ['before it', (socket) => socket.end()],
    ['in it', (socket) => socket.end(hello)],
    ['with something else', (socket) => socket.write('GET / HTTP/1.1\r\n\r\n'.repeat(20))],
  ])('is closed at once when its client goes %s', async (_when, go) => {
    const port = await start();
    for (let index = 0; index < 20; index++) {
      const socket = await openTunnel(port);
      socket.resume();
      go(socket);
      await once(socket, 'close');
    }
  });

  test('is closed when its client goes after it', async () => {
    const under = await openTunnel(await start());
    await openTls(under);
    under.end();
    await once(under, 'close');
  });
});

test('a server that speaks TLS itself ends a handshake that stops', async () => {
  const options = { tls: made, handshakeMsMax: 50 };
  const { port, close } = await startTestProxy(await startUpstream(), options);
  closers.push(close);
  const socket = await openPlain(port);
  socket.resume();
  await once(socket, 'close');
});
