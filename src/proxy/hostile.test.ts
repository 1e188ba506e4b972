// Input that means harm: refused with a clear error or passed on as it is, and the recorder lives
// on.
import { connect } from 'node:net';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import {
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
  answer = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok',
): Promise<TestProxy> {
  const upstream = await startRawUpstream((_request, socket) => socket.end(answer, 'latin1'));
  const proxy = await startTestProxy(upstream.url);
  closers.push(upstream.close, proxy.close);
  return proxy;
}

const statusOf = (answer: Buffer): number =>
  Number(/^HTTP\/1.1 (\d+)/.exec(answer.toString('latin1'))?.[1]);

async function assertAlive(proxy: TestProxy): Promise<void> {
  expect((await fetch(`${proxy.server.url}/v1/models`)).status).toBe(200);
}

describe('a request that two servers could read differently is refused', () => {
  const line = 'POST /v1/messages HTTP/1.1';
  test.each<[string, readonly string[], number]>([
    ['two lengths', ['Content-Length: 3', 'Content-Length: 4'], 400],
    ['a length and chunks', ['Content-Length: 3', 'Transfer-Encoding: chunked'], 400],
    ['a length with a sign', ['Content-Length: +3'], 400],
    ['an unknown transfer encoding', ['Transfer-Encoding: chunked, identity'], 400],
    ['a space before the colon', ['Content-Length : 3'], 400],
    ['a folded header', ['X-A: 1\r\n b', 'Content-Length: 3'], 400],
    ['a bare line feed in a header', ['X-A: 1\nX-B: 2', 'Content-Length: 3'], 400],
    ['a NUL in a header', ['X-A: 1\u0000', 'Content-Length: 3'], 400],
    ['a second host', ['Host: evil.example', 'Content-Length: 3'], 400],
  ])('%s', async (_name, headers, status) => {
    const proxy = await setUp();
    const answer = await exchangeRaw(proxy.port, rawRequest(line, proxy.port, headers, 'abc'));
    expect(statusOf(answer)).toBe(status);
    expect(proxy.sink.exchanges).toEqual([]);
    await assertAlive(proxy);
  });

  test('a body is asked for only where the request is admitted', async () => {
    const proxy = await setUp();
    const headers = ['Expect: 100-continue', 'Content-Length: 2'];
    const asked = await exchangeRaw(proxy.port, rawRequest(line, proxy.port, headers, '{}'));
    expect(asked.toString()).toMatch(/^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200 OK/);
    const foreign = [...headers, 'Origin: https://evil.example'];
    const refused = await exchangeRaw(proxy.port, rawRequest(line, proxy.port, foreign));
    expect(refused.toString()).toMatch(/^HTTP\/1.1 403 /);
    expect(proxy.sink.exchanges).toHaveLength(1);
  });

  test('more than 64 KB of headers is 431', async () => {
    const proxy = await setUp();
    const headers = Array.from({ length: 700 }, (_, index) => `X-${index}: ${'a'.repeat(100)}`);
    const answer = await exchangeRaw(proxy.port, rawRequest(line, proxy.port, headers));
    expect(statusOf(answer)).toBe(431);
    await assertAlive(proxy);
  });
});

test.each([
  ['GET', ['Transfer-Encoding: chunked'], '5\r\nhello\r\n0\r\n\r\n'],
  ['DELETE', ['Transfer-Encoding: chunked'], '5\r\nhello\r\n0\r\n\r\n'],
  ['DELETE', ['Connection: content-length', 'Content-Length: 5'], 'hello'],
  ['POST', ['Transfer-Encoding: chunked'], '5\r\nhello\r\n0\r\n\r\n'],
])(
  'a body of a %s (%j) is not the beginning of the next request',
  async (method, headers, body) => {
    const seen: string[] = [];
    const upstream = await startRawServer((socket) => {
      socket.on('data', (part) => {
        seen.push(part.toString('latin1'));
        const text = seen.join('');
        const isUnframed = !/transfer-encoding/i.test(text) && text.endsWith('hello');
        if (isUnframed || text.endsWith('0\r\n\r\n')) socket.end('HTTP/1.1 200 OK\r\n\r\nok');
      });
    });
    const proxy = await startTestProxy(upstream.url);
    closers.push(upstream.close, proxy.close);
    const line = `${method} /v1/responses/r_1 HTTP/1.1`;
    const answer = await exchangeRaw(proxy.port, rawRequest(line, proxy.port, headers, body));
    expect(statusOf(answer)).toBe(200);
    const [head = '', ...rest] = seen.join('').split('\r\n\r\n');
    expect(head.match(/transfer-encoding: chunked/gi)).toHaveLength(1);
    expect(head).not.toMatch(/content-length/i);
    expect(rest.join('\r\n\r\n')).toBe('5\r\nhello\r\n0\r\n\r\n');
  },
);

describe('a body that is a bomb passes as it is and stays small here', () => {
  const bomb = Buffer.alloc(300 * 1024 * 1024);
  test.each<[string, string, Buffer]>([
    ['zstd', 'zstd', zstdCompressSync(bomb)],
    ['gzip', 'gzip', gzipSync(bomb, { level: 1 })],
    ['no compression at all, though it says so', 'zstd', Buffer.from('plain')],
    ['JSON nested a hundred thousand deep', 'identity', Buffer.from(nested(100_000))],
    ['invalid UTF-8', 'identity', Buffer.from([0x7b, 0xff, 0xfe, 0xc3, 0x28])],
  ])('%s', async (_name, encoding, body) => {
    const proxy = await setUp();
    const headers = { 'content-encoding': encoding };
    const url = `${proxy.server.url}/v1/messages`;
    const answer = await fetch(url, { method: 'POST', body: new Uint8Array(body), headers });
    expect(answer.status).toBe(200);
    expect(Buffer.from(proxy.sink.exchanges[0]?.start.body ?? []).equals(body)).toBe(true);
    await assertAlive(proxy);
  });
});

describe('an answer that is malformed reaches the client as it is', () => {
  test.each([
    ['half an event', 'data: {"a":'],
    ['lines without end', `data: ${'x'.repeat(200_000)}`],
    ['bytes that are not text', '\u00ff\u00fe\u0000\r\r\n\n'],
  ])('%s', async (_name, body) => {
    const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n';
    const proxy = await setUp(`${head}content-length: ${body.length}\r\n\r\n${body}`);
    const answer = await fetch(`${proxy.server.url}/v1/messages`, { method: 'POST', body: '{}' });
    expect(Buffer.from(await answer.arrayBuffer()).toString('latin1')).toBe(body);
    const { chunks } = await proxy.sink.ended();
    expect(Buffer.concat(chunks).toString('latin1')).toBe(body);
  });

  test('an invalid status line ends the connection, and is recorded', async () => {
    const proxy = await setUp('HTTP/9 what\r\n\r\n');
    const sent = fetch(`${proxy.server.url}/v1/messages`, { method: 'POST', body: '{}' });
    await expect(sent).rejects.toThrow();
    expect((await proxy.sink.ended()).end?.outcome).toBe('upstream-failed');
  });
});

function nested(depth: number): string {
  return `{"messages":${'['.repeat(depth)}${']'.repeat(depth)}}`;
}

test.each(['099 Early', '000 None', '200 O\x01K'])(
  'an answer with the status line %j is a 502',
  async (line) => {
    const proxy = await setUp(`HTTP/1.1 ${line}\r\nContent-Length: 2\r\n\r\nok`);
    const request = rawRequest('POST /v1/messages HTTP/1.1', proxy.port, ['Content-Length: 0']);
    expect(statusOf(await exchangeRaw(proxy.port, request))).toBe(502);
    expect((await proxy.sink.ended()).end?.outcome).toBe('upstream-failed');
  },
);

test.each([
  ['of known length', 'POST /v1/messages HTTP/1.1', 'Content-Length: 2'],
  ['without a body', 'HEAD /v1/messages HTTP/1.1', 'Content-Length: 2'],
  ['to a client of HTTP/1.0', 'POST /v1/messages HTTP/1.0', 'Transfer-Encoding: chunked'],
])('trailers may be announced for an answer %s', async (_name, line, framing) => {
  const body = framing.startsWith('T') ? '2\r\nok\r\n0\r\n\r\n' : 'ok';
  const proxy = await setUp(`HTTP/1.1 200 OK\r\n${framing}\r\nTrailer: X-Sum\r\n\r\n${body}`);
  const request = rawRequest(line, proxy.port, ['Content-Length: 0']);
  const answer = await exchangeRaw(proxy.port, request);
  expect(answer.toString()).toMatch(
    line.startsWith('HEAD') ? /^HTTP\/1\.1 200 OK\r\n(.+\r\n)*\r\n$/ : /\r\n\r\nok$/,
  );
  await assertAlive(proxy);
});

test('what came before an invalid chunk reaches the client', async () => {
  const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
  const proxy = await setUp(`${head}2\r\nok\r\nno length\r\n`);
  const request = rawRequest('POST /v1/messages HTTP/1.1', proxy.port, ['Content-Length: 0']);
  expect((await exchangeRaw(proxy.port, request)).toString()).toMatch(/\r\n\r\n2\r\nok\r\n$/);
  const { chunks, end } = await proxy.sink.ended();
  expect([String(Buffer.concat(chunks)), end?.outcome]).toEqual(['ok', 'upstream-aborted']);
});

test('requests behind one another that wait for no answer do not all go upstream', async () => {
  let seen = 0;
  const upstream = await startRawServer((socket) => {
    socket.on('data', () => seen++);
  });
  const proxy = await startTestProxy(upstream.url);
  closers.push(upstream.close, proxy.close);
  const last = rawRequest('GET /v1/models HTTP/1.1', proxy.port, []);
  const one = last.replace('Connection: close', 'Connection: keep-alive');
  const socket = connect(proxy.port, '127.0.0.1')
    .on('error', () => {})
    .resume();
  socket.write(one.repeat(500));
  await new Promise((closed) => socket.on('close', closed));
  expect(seen).toBeLessThanOrEqual(32);
  expect(proxy.sink.exchanges.length).toBeLessThanOrEqual(32);
});
