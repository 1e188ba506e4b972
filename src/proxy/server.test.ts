import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { HarnessError } from '../lib/harness-error.ts';
import { createMemoryBudget } from '../lib/memory-budget.ts';
import {
  exchangeRaw,
  rawRequest,
  realClock,
  startRawUpstream,
  startTestProxy,
  type TestProxy,
} from './proxy.test-support.ts';
import { createProxyServer, type ProxyServerOptions } from './server.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function setUp(options: Partial<ProxyServerOptions> = {}): Promise<TestProxy> {
  const upstream = await startRawUpstream((_request, socket) =>
    socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'),
  );
  const proxy = await startTestProxy(upstream.url, options);
  closers.push(upstream.close, proxy.close);
  return proxy;
}

const statusOf = (answer: Buffer): number =>
  Number(/^HTTP\/1.1 (\d+)/.exec(answer.toString())?.[1]);

describe('admission', () => {
  test.each([
    ['evil.example', 403],
    ['localhost.evil.example', 403],
    ['127.0.0.1:1', 200],
    ['169.254.169.254', 403],
  ])('the host %s gets %i', async (host, status) => {
    const proxy = await setUp();
    const request = `GET /v1/models HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
    expect(statusOf(await exchangeRaw(proxy.port, request))).toBe(status);
    expect(proxy.sink.exchanges).toHaveLength(status === 200 ? 1 : 0);
  });

  test('localhost and both loopback addresses are served', async () => {
    const proxy = await setUp();
    for (const host of ['localhost', '127.0.0.1', '[::1]', 'LOCALHOST']) {
      const line = `GET /v1/models HTTP/1.1\r\nHost: ${host}:${proxy.port}\r\nConnection: close\r\n\r\n`;
      expect(statusOf(await exchangeRaw(proxy.port, line))).toBe(200);
    }
  });

  test('a foreign page is refused, our own is not', async () => {
    const proxy = await setUp();
    const status = async (origin: string): Promise<number> =>
      (await fetch(`${proxy.server.url}/v1/models`, { headers: { origin } })).status;
    expect(await status('https://evil.example')).toBe(403);
    expect(await status('null')).toBe(403);
    expect(await status(proxy.server.url)).toBe(200);
  });

  test('listening beyond this machine needs a token', async () => {
    const options = {
      listen: { host: '0.0.0.0', port: 0 },
      clock: realClock,
      handler: async () => {},
    };
    await expect(createProxyServer(options)).rejects.toThrow('reachable from other machines');
  });

  test('a token is demanded where one is set, and not passed on', async () => {
    const proxy = await setUp({ token: 'open' });
    expect((await fetch(`${proxy.server.url}/v1/models`)).status).toBe(401);
    const headers = { 'X-Turntape-Token': 'open' };
    expect((await fetch(`${proxy.server.url}/v1/models`, { headers })).status).toBe(200);
    expect(JSON.stringify(proxy.sink.exchanges)).not.toContain('open');
  });
});

describe('refusals', () => {
  test.each([
    ['POST /v1/complete', 404],
    ['GET /', 404],
    ['GET /metrics', 404],
    ['POST /v1/messages/../../oauth/token', 400],
    ['POST /v1/messages/%2e%2e/oauth', 400],
    ['POST //v1/messages', 400],
    ['POST /v1/messages/..#x', 400],
    ['POST /v1/messages#/../x', 400],
    ['POST /v1/messages/..;/secret', 400],
    ['POST /v1/messages/..;a=b', 400],
    ['POST /v1/messages/.;/x', 400],
    ['POST /v1/messages/..%20/x', 400],
    ['POST /v1/messages/..%3f/x', 400],
    ['POST /v1/messages/a%23/x', 400],
    ['POST /v1/messages/..,/x', 400],
    ['POST /v1/messages/..%c2%ad/x', 400],
    ['POST /v1/messages/%ef%bc%8e%ef%bc%8e/x', 400],
    ['POST /v1/messages/%2e%2e;/x', 400],
    ['POST /v1/messages/%252e%252e/x', 400],
    ['POST /v1/messages/%25252e/x', 400],
    ['POST /v1/messages/%c0%ae%c0%ae/x', 400],
    ['POST /v1/messages/%e0%80%ae/x', 400],
    ['POST /v1/messages/%ff/x', 400],
    ['POST /v1/messages/a%2fb', 400],
    ['POST /v1/messages/a%5cb', 400],
    ['POST /v1/messages/a%00b', 400],
    ['POST /v1/messages/a%0ab', 400],
    ['POST /v1/messages/%', 400],
    ['GET http://169.254.169.254/v1/messages', 400],
  ])('%s is answered %i and neither forwarded nor recorded', async (line, status) => {
    const proxy = await setUp();
    const answer = await exchangeRaw(
      proxy.port,
      rawRequest(`${line} HTTP/1.1`, proxy.port, ['Content-Length: 0']),
    );
    expect(statusOf(answer)).toBe(status);
    expect(proxy.sink.exchanges).toEqual([]);
  });

  test.each(['/v1/models/gpt-5.5', '/v1/responses/resp_1/input_items?limit=2', '/v1/models/a%3Ab'])(
    'the plain path %s is forwarded',
    async (path) => {
      const proxy = await setUp();
      expect((await fetch(`${proxy.server.url}${path}`)).status).toBe(200);
    },
  );

  test.each([
    [
      'an image',
      ['GET /v1/models HTTP/1.1'],
      ['Sec-Fetch-Site: cross-site', 'Sec-Fetch-Dest: image'],
    ],
    [
      'a link',
      ['GET /v1/models HTTP/1.1'],
      ['Sec-Fetch-Site: same-site', 'Sec-Fetch-Mode: navigate'],
    ],
    ['a form', ['POST /v1/messages HTTP/1.1'], ['sec-fetch-site: CROSS-SITE']],
    ['a HEAD', ['HEAD / HTTP/1.1'], ['Sec-Fetch-Site: cross-site']],
  ])(
    '%s of another site’s page is refused, and not recorded',
    async (_what, [line = ''], headers) => {
      const proxy = await setUp();
      const sent = rawRequest(line, proxy.port, [...headers, 'Content-Length: 0']);
      expect(statusOf(await exchangeRaw(proxy.port, sent))).toBe(403);
      expect(proxy.sink.exchanges).toEqual([]);
    },
  );

  test.each(['none', 'same-origin'])('Sec-Fetch-Site: %s is answered', async (site) => {
    const proxy = await setUp();
    const headers = { 'sec-fetch-site': site };
    expect((await fetch(`${proxy.server.url}/v1/models`, { headers })).status).toBe(200);
  });

  test.each([
    ['declared', ['Content-Length: 5000'], 'x'.repeat(5000)],
    ['chunked', ['Transfer-Encoding: chunked'], `1388\r\n${'x'.repeat(5000)}\r\n0\r\n\r\n`],
  ])('a body over the limit, %s, is a clear 413', async (_name, headers, body) => {
    const refused: string[] = [];
    const proxy = await setUp({
      requestBytesMax: 4096,
      onTooLarge: (method, target) => refused.push(`${method} ${target}`),
    });
    const answer = await exchangeRaw(
      proxy.port,
      rawRequest('POST /v1/messages HTTP/1.1', proxy.port, headers, body),
    );
    expect(statusOf(answer)).toBe(413);
    expect(refused).toEqual(['POST /v1/messages']);
    expect(answer.toString()).toContain('"type":"request_too_large"');
    expect(answer.toString()).toContain('limit of 4096 bytes');
  });

  test('a WebSocket upgrade is answered 426 where it is not handled', async () => {
    const proxy = await setUp({ upgradeHandler: undefined });
    const request = [
      'GET /v1/responses HTTP/1.1',
      `Host: 127.0.0.1:${proxy.port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
      '',
      '',
    ].join('\r\n');
    expect(statusOf(await exchangeRaw(proxy.port, request))).toBe(426);
  });

  test('a smuggled second length is refused', async () => {
    const proxy = await setUp();
    const headers = ['Content-Length: 3', 'Transfer-Encoding: chunked'];
    const answer = await exchangeRaw(
      proxy.port,
      rawRequest('POST /v1/messages HTTP/1.1', proxy.port, headers, '0\r\n\r\n'),
    );
    expect(statusOf(answer)).toBe(400);
    expect(proxy.sink.exchanges).toEqual([]);
  });
});

test('a handler that throws is a 500 and the server lives on', async () => {
  const defects: unknown[] = [];
  let calls = 0;
  const proxy = await setUp({
    onDefect: (error) => defects.push(error),
    handler: async (_request, response) => {
      if (calls++ === 0) throw new RangeError('defect');
      response.end('fine');
    },
  });
  expect((await fetch(`${proxy.server.url}/v1/models`)).status).toBe(500);
  expect(await (await fetch(`${proxy.server.url}/v1/models`)).text()).toBe('fine');
  expect(defects).toHaveLength(1);
});

test('closing waits for an exchange under way and leaves idle clients behind', async () => {
  let release = (): void => {};
  const entered = new Promise<void>((resolve) => {
    closers.push(async () => {});
    release = resolve;
  });
  let finish = (): void => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const proxy = await setUp({
    handler: async (_request, response) => {
      release();
      await finished;
      response.end('whole');
    },
  });
  const idle = connect(proxy.port, '127.0.0.1');
  await once(idle, 'connect');
  idle.on('error', () => {});
  const answer = fetch(`${proxy.server.url}/v1/models`).then((response) => response.text());
  await entered;
  const closed = proxy.server.close();
  finish();
  expect(await answer).toBe('whole');
  await closed;
});

test('a port in use is a usage error', async () => {
  const proxy = await setUp();
  const again = createProxyServer({
    listen: { host: '127.0.0.1', port: proxy.port },
    clock: realClock,
    handler: async () => {},
  });
  await expect(again).rejects.toBeInstanceOf(HarnessError);
});

test('what a body takes of the memory comes back, a part with its bytes', async () => {
  const memory = createMemoryBudget({ bytesMax: 1_000, waitMsMax: 1, after: () => () => {} });
  const used: number[] = [];
  const proxy = await setUp({
    ...{ memory, bodyWeight: 3 },
    async handler(request, response) {
      used.push(memory.used());
      request.forget();
      used.push(memory.used(), request.body.length);
      request.release();
      used.push(memory.used());
      response.end();
    },
  });
  await fetch(`${proxy.server.url}/v1/messages`, { method: 'POST', body: 'x'.repeat(100) });
  expect(used).toEqual([300, 200, 0, 0]);
});
