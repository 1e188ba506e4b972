import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Agent, get, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { hasProxyEnv } from './corporate-proxy.ts';
import {
  createMemorySink,
  exchangeRaw,
  rawRequest,
  startRawServer,
  startRawUpstream,
  startTestProxy,
  type TestProxy,
} from './proxy.test-support.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function setUp(
  answer: Parameters<typeof startRawUpstream>[0],
  options: Parameters<typeof startTestProxy>[1] = {},
): Promise<TestProxy> {
  const upstream = await startRawUpstream(answer);
  const proxy = await startTestProxy(upstream.url, options);
  closers.push(upstream.close, proxy.close);
  return proxy;
}

const plainAnswer = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';

describe('the request', () => {
  test('arrives upstream with its line, header order, case, duplicates and body bytes', async () => {
    let seen: Buffer = Buffer.alloc(0);
    const proxy = await setUp((request, socket) => {
      seen = request;
      socket.end(plainAnswer);
    });
    const body = '{"model":"m",\n "x": "\u00e9"  }';
    const headers = [
      'X-Second: 2',
      'a-First: 1',
      'X-second: again',
      'Authorization: Bearer sk-secret',
      `content-LENGTH: ${Buffer.byteLength(body)}`,
      'Accept-Encoding: gzip, br',
    ];
    const line = 'POST /v1/messages?beta=true&odd=%41+b HTTP/1.1';
    await exchangeRaw(proxy.port, Buffer.from(rawRequest(line, proxy.port, headers, body)));
    const [head, sentBody] = seen.toString().split('\r\n\r\n');
    const lines = (head ?? '').split('\r\n');
    expect(lines[0]).toBe(line);
    expect(lines[1]).toMatch(/^Host: 127\.0\.0\.1:\d+$/);
    expect(lines[1]).not.toContain(String(proxy.port));
    expect(lines.slice(2).filter((text) => !/^connection/i.test(text))).toEqual(headers);
    expect(sentBody).toBe(body);
  });

  test('is recorded byte for byte, JSON or not, with its secrets redacted', async () => {
    const proxy = await setUp((_request, socket) => socket.end(plainAnswer));
    const body = randomBytes(5000);
    const head = rawRequest('POST /v1/messages HTTP/1.1', proxy.port, [
      'X-Api-Key: sk-ant-secret',
      'X-Claude-Code-Session-Id: sk-ant-secret-of-some-length',
      'Content-Length: 5000',
    ]);
    await exchangeRaw(proxy.port, Buffer.concat([Buffer.from(head), body]));
    const { start } = await proxy.sink.ended();
    expect(Buffer.from(start.body).equals(body)).toBe(true);
    expect(JSON.stringify([start.headers, start.session])).not.toContain('secret');
    expect(start.headers[1]?.[0]).toBe('X-Api-Key');
    expect(start).toMatchObject({ method: 'POST', target: '/v1/messages', linkedTo: null });
  });

  test('is forwarded when it could not be recorded', async () => {
    const proxy = await setUp((_request, socket) => socket.end(plainAnswer), {
      sink: createMemorySink('dropped'),
    });
    const answer = await exchangeRaw(proxy.port, rawRequest('HEAD / HTTP/1.1', proxy.port, []));
    expect(answer.toString()).toMatch(/^HTTP\/1.1 200 OK/);
  });
});

describe('the response', () => {
  test('reaches the client with its status line, headers, compressed bytes and trailers', async () => {
    const packed = gzipSync('data: 1\n\n');
    const head = [
      'HTTP/1.1 418 Short and Stout',
      'Z-Last: 1',
      'set-cookie: a=1',
      'Set-Cookie: b=2',
    ];
    const headers = ['Content-Encoding: gzip', 'Trailer: X-Sum'];
    const chunked = Buffer.concat([
      Buffer.from(`${packed.length.toString(16)}\r\n`),
      packed,
      Buffer.from('\r\n0\r\nX-Sum: 42\r\n\r\n'),
    ]);
    const proxy = await setUp((_request, socket) => {
      socket.write([...head, ...headers, 'Transfer-Encoding: chunked', '', ''].join('\r\n'));
      socket.end(chunked);
    });
    const request = rawRequest('POST /v1/responses HTTP/1.1', proxy.port, ['Content-Length: 0']);
    const answer = await exchangeRaw(proxy.port, request);
    const split = answer.indexOf('\r\n\r\n');
    const lines = answer.subarray(0, split).toString().split('\r\n');
    const own = (line: string): boolean =>
      /^(connection|transfer-encoding|keep-alive):/i.test(line);
    expect(lines.filter((line) => !own(line))).toEqual([...head, ...headers]);
    expect(answer.subarray(split + 4).equals(chunked)).toBe(true);
    const recorded = await proxy.sink.ended();
    expect(Buffer.concat(recorded.chunks).equals(packed)).toBe(true);
    expect(recorded.end).toMatchObject({ outcome: 'complete', error: null });
    expect(recorded.end?.trailers.map(([name]) => name)).toEqual(['X-Sum']);
    expect(recorded.head).toMatchObject({ status: 418, statusText: 'Short and Stout' });
    expect(JSON.stringify(recorded.head)).not.toContain('a=1');
  });

  test('has the bytes of its headers also where the head goes out by itself', async () => {
    let endIt = (): void => {};
    const proxy = await setUp((_request, socket) => {
      socket.write('HTTP/1.1 200 Gr\xfcn\r\nX-Name: caf\xe9\r\n\r\n', 'latin1');
      endIt = () => socket.end();
    });
    const client = connect(proxy.port, '127.0.0.1');
    client.write(rawRequest('POST /v1/messages HTTP/1.1', proxy.port, ['Content-Length: 2'], '{}'));
    const [head] = (await once(client, 'data')) as [Buffer];
    expect(head.toString('latin1')).toMatch(/^HTTP\/1\.1 200 Gr\xfcn\r\nX-Name: caf\xe9\r\n/);
    endIt();
    await once(client, 'close');
  });

  test('comes chunk by chunk: the next one is sent only when the client has the last', async () => {
    const pieces = ['data: one\n\n', 'data: two\n\n', 'data: three\n\n'];
    let sendNext = (): void => {};
    const proxy = await setUp((_request, socket) => {
      socket.write(
        'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n',
      );
      const rest = [...pieces];
      sendNext = () => {
        const piece = rest.shift();
        if (piece === undefined) socket.end();
        else socket.write(piece);
      };
    });
    const outgoing = httpRequest({ port: proxy.port, method: 'POST', path: '/v1/messages' });
    outgoing.end('{}');
    const [incoming] = (await once(outgoing, 'response')) as [import('node:http').IncomingMessage];
    const received: string[] = [];
    for (const _piece of pieces) {
      sendNext();
      const [part] = (await once(incoming, 'data')) as [Buffer];
      received.push(part.toString());
    }
    sendNext();
    expect(received).toEqual(pieces);
    const recorded = await proxy.sink.ended();
    expect(recorded.chunks.map(String)).toEqual(pieces);
    expect(recorded.flushed).toBeLessThanOrEqual(recorded.head?.elapsedMs ?? 0);
  });

  test('waits for a slow client instead of piling up in memory', async () => {
    const total = 64 * 1024 * 1024;
    let sent = 0;
    const block = Buffer.alloc(64 * 1024, 'x');
    const proxy = await setUp((_request, socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${total}\r\n\r\n`);
      const more = (): void => {
        while (sent < total) {
          sent += block.length;
          if (!socket.write(block)) {
            socket.once('drain', more);
            return;
          }
        }
        socket.end();
      };
      more();
    });
    const outgoing = httpRequest({ port: proxy.port, method: 'POST', path: '/v1/messages' });
    outgoing.end('{}');
    const [incoming] = (await once(outgoing, 'response')) as [import('node:http').IncomingMessage];
    // The client does not read: the upstream gets stuck once the socket buffers are full.
    let before = -1;
    while (before !== sent) {
      before = sent;
      for (let turn = 0; turn < 200; turn++) await new Promise(setImmediate);
    }
    expect(sent).toBeLessThan(total / 2);
    let received = 0;
    for await (const part of incoming) received += (part as Buffer).length;
    expect(received).toBe(total);
  });
});

describe('a connection that breaks', () => {
  test('at the client ends the upstream request', async () => {
    let upstreamClosed: Promise<unknown> = Promise.resolve();
    const proxy = await setUp((_request, socket) => {
      upstreamClosed = once(socket, 'close');
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\ndata: 1\n\n');
    });
    const socket = connect(proxy.port, '127.0.0.1');
    socket.write(rawRequest('POST /v1/messages HTTP/1.1', proxy.port, ['Content-Length: 0']));
    await once(socket, 'data');
    socket.destroy();
    await upstreamClosed;
    expect((await proxy.sink.ended()).end?.outcome).toBe('client-aborted');
  });

  test.each([
    ['of known length', 'content-length: 100', 'half', 'half'],
    ['of unknown length', 'transfer-encoding: chunked', '4\r\nhalf\r\n', '4\r\nhalf\r\n'],
  ])('at the upstream, %s, reaches the client after all that had arrived', async (...given) => {
    const [, framing, sent, received] = given;
    const proxy = await setUp((_request, socket) => {
      socket.write(`HTTP/1.1 200 OK\r\n${framing}\r\n\r\n${sent}`, () => socket.destroySoon());
    });
    const answer = await exchangeRaw(
      proxy.port,
      rawRequest('POST /v1/messages HTTP/1.1', proxy.port, ['Content-Length: 0']),
    );
    expect(answer.toString().split('\r\n\r\n')[1]).toBe(received);
    expect(answer.toString()).not.toContain('\r\n0\r\n');
    const { end } = await proxy.sink.ended();
    expect(end?.outcome).toBe('upstream-aborted');
    expect(end?.error).toContain('aborted');
  });

  test('before any response reaches the client as a closed connection', async () => {
    const proxy = await setUp((_request, socket) => socket.destroy());
    const answer = await exchangeRaw(
      proxy.port,
      rawRequest('POST /v1/messages HTTP/1.1', proxy.port, ['Content-Length: 0']),
    );
    expect(answer).toHaveLength(0);
    expect((await proxy.sink.ended()).end?.outcome).toBe('upstream-failed');
  });
});

describe('an upstream that is down', () => {
  test.each([
    ['/v1/messages', { type: 'error', error: { type: 'api_error' } }],
    ['/v1/responses', { error: { type: 'api_error', code: 'turntape_502' } }],
  ])('%s: one clear error in its own shape, recorded as failed', async (path, shape) => {
    const gone = await startRawServer(() => {});
    await gone.close();
    const proxy = await startTestProxy(gone.url);
    closers.push(proxy.close);
    const answer = await fetch(`${proxy.server.url}${path}`, { method: 'POST', body: '{}' });
    expect(answer.status).toBe(502);
    const body: unknown = await answer.json();
    expect(body).toMatchObject(shape);
    expect(JSON.stringify(body)).toContain(`${gone.url} does not answer (ECONNREFUSED)`);
    const { end, head } = await proxy.sink.ended();
    expect(end).toMatchObject({ outcome: 'upstream-failed' });
    expect(head).toBeUndefined();
  });
});

test('what is not known below /backend-api is forwarded, its bodies are not recorded', async () => {
  let seen = '';
  const proxy = await setUp((request, socket) => {
    seen = request.toString();
    socket.end('HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nsecret');
  });
  const url = `${proxy.server.url}/backend-api/wham/accounts/check`;
  const answer = await fetch(url, { method: 'POST', body: 'refresh-token' });
  expect(await answer.text()).toBe('secret');
  expect(seen).toContain('refresh-token');
  const recorded = await proxy.sink.ended();
  expect(recorded.start.body).toHaveLength(0);
  expect(recorded.chunks).toEqual([]);
});

test('an idle connection is used again', async () => {
  let connections = 0;
  const upstream = await startRawServer((socket) => {
    connections++;
    socket.on('data', () => socket.write(plainAnswer));
  });
  const proxy = await startTestProxy(upstream.url);
  closers.push(upstream.close, proxy.close);
  // One connection of the client, and so one to the upstream.
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let turn = 0; turn < 3; turn++) {
    const [answer] = await once(get(`${proxy.server.url}/v1/models`, { agent }), 'response');
    for await (const _part of answer as IncomingMessage);
  }
  expect(connections).toBe(1);
  agent.destroy();
});

test('an https upstream is reached through the proxy that the environment names', async () => {
  let asked = '';
  const corporate = await startRawServer((socket) => {
    socket.on('data', (part) => {
      asked += String(part);
      socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n');
    });
  });
  closers.push(corporate.close);
  const starting = startTestProxy('https://upstream.invalid', {
    environment: { HTTPS_PROXY: corporate.url },
  });
  if (!hasProxyEnv(process.versions.node)) {
    await expect(starting).rejects.toThrow('HTTPS_PROXY');
    return;
  }
  const proxy = await starting;
  closers.push(proxy.close);
  expect((await fetch(`${proxy.server.url}/v1/models`)).status).toBe(502);
  expect(asked).toMatch(/^CONNECT upstream\.invalid:443 HTTP\/1\.1/);
});

test('requests of a client that names no session are one session while the history grows', async () => {
  const upstream = await startRawUpstream((_request, socket) =>
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}'),
  );
  const proxy = await startTestProxy(upstream.url);
  closers.push(upstream.close, proxy.close);
  for (const messages of [['a'], ['other'], ['a', 'b', 'c']]) {
    const body = JSON.stringify({ messages });
    await (await fetch(`${proxy.server.url}/v1/messages`, { method: 'POST', body })).text();
  }
  const [first, other, second] = proxy.sink.exchanges.map(({ start }) => start.session.id);
  expect(second).toBe(first);
  expect(other).not.toBe(first);
});

test('no part of a request is sent before it is stored; a client that goes before is recorded', async () => {
  let received = '';
  const upstream = await startRawServer((socket) => {
    socket.on('data', (part) => {
      received += String(part);
      socket.end(plainAnswer);
    });
  });
  const sink = createMemorySink();
  const { begin } = sink;
  const held = Promise.withResolvers<void>();
  const slow = {
    ...sink,
    begin: async (...given: Parameters<typeof begin>) => {
      const answer = await begin(...given);
      await held.promise;
      return answer;
    },
  };
  const proxy = await startTestProxy(upstream.url, { sink: slow });
  closers.push(upstream.close, proxy.close);
  const gone = connect(proxy.port, '127.0.0.1');
  gone.write(rawRequest('POST /v1/messages HTTP/1.1', proxy.port, ['Content-Length: 0']));
  while (sink.exchanges.length < 1) await new Promise(setImmediate);
  gone.destroy();
  const answer = fetch(`${proxy.server.url}/v1/messages`, { method: 'POST', body: '{}' });
  while (sink.exchanges.length < 2) await new Promise(setImmediate);
  for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
  expect(received).toBe('');
  held.resolve();
  expect((await answer).status).toBe(200);
  expect(received.match(/POST/g)).toHaveLength(1);
  const outcomes = [(await sink.ended()).end?.outcome, (await sink.ended()).end?.outcome];
  expect(outcomes.toSorted()).toEqual(['client-aborted', 'complete']);
});
