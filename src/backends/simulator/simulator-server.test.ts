import { connect } from 'node:net';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { retiredEndpoints } from '../../profiles/retired-endpoints.ts';
import { createDefaultAgent } from './default-agent.ts';
import { modelList } from './model-list.ts';
import { createTestSimulator } from './simulator.test-support.ts';
import { type SimulatorServer, startSimulatorServer } from './simulator-server.ts';

let server: SimulatorServer;
const accounts: string[] = [];
beforeAll(async () => {
  server = await startSimulatorServer({
    host: '127.0.0.1',
    port: 0,
    createBackend(account) {
      accounts.push(account);
      return createTestSimulator(createDefaultAgent(), {}, { account });
    },
  });
});
afterAll(() => server.close());

const body = JSON.stringify({ model: 'gpt-5.5', input: 'hello', stream: true, store: false });

function post(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${server.url}${path}`, { method: 'POST', body, ...init });
}

/** Sends raw bytes; resolves with everything that comes back until the socket closes. */
function exchangeRaw(bytes: string, url = server.url): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.on('data', (data) => {
      text += data.toString('latin1');
    });
    socket.on('close', () => resolve(text)).on('error', reject);
  });
}

describe('paths', () => {
  test.each(['/v1/responses', '/responses', '/backend-api/codex/responses', '/v1/responses?x=1'])(
    'POST %s streams a response',
    async (path) => {
      const response = await post(path);
      expect(response.status).toBe(200);
      expect(await response.text()).toContain('response.completed');
    },
  );

  test('the stream names no content type, as the Codex backend', async () => {
    const response = await post('/v1/responses');
    expect(response.headers.get('content-type')).toBeNull();
    await response.text();
  });

  test.each(['/v1/models', '/models?client_version=1', '/backend-api/codex/models'])(
    'GET %s lists models',
    async (path) => {
      const response = await fetch(`${server.url}${path}`);
      const list = (await response.json()) as { data: { id: string }[] };
      expect(list.data.map(({ id }) => id)).toContain('gpt-5.5');
      expect(list).toMatchObject({ models: [] });
    },
  );

  test('models are listed for Codex CLI when that is asked for', () => {
    const models = modelList('profiles')['models'] as { slug: string; context_window: number }[];
    expect(models.find(({ slug }) => slug === 'gpt-5.5')?.context_window).toBe(272_000);
    expect(models.map(({ slug }) => slug)).not.toContain('gpt-4.1');
  });

  test.each<[string, string, number]>([
    ['GET', '/v1/responses', 405],
    ['POST', '/v1/models', 405],
    ['POST', '/v1/chat/completions', 404],
    ['GET', '/', 404],
    ['DELETE', '/v1/responses/../../etc', 404],
  ])('%s %s is a JSON error with status %i', async (method, path, status) => {
    const response = await fetch(`${server.url}${path}`, { method });
    expect(response.status).toBe(status);
    const answer = (await response.json()) as { error: { type: string } };
    expect(answer.error.type).toBe('invalid_request_error');
  });
});

describe('what a ChatGPT login asks besides', () => {
  test('account routing names this server and the account', async () => {
    const response = await fetch(`${server.url}/backend-api/wham/accounts/check`, {
      headers: { 'chatgpt-account-id': 'acc' },
    });
    expect(await response.json()).toMatchObject({
      accounts: [{ id: 'acc', workspace_backend_origin: server.url }],
    });
  });

  test.each([
    ['/backend-api/ps/plugins/installed?limit=200', 200],
    ['/backend-api/wham/settings/user', 200],
    ['/backend-api/codex/analytics-events/events', 200],
    ['/backend-api/ps/mcp', 405],
    ['/backend-api/conversations', 404],
  ])('%s is answered %i', async (path, status) => {
    expect((await fetch(`${server.url}${path}`)).status).toBe(status);
  });

  const call = (method: string, more: object = {}) =>
    JSON.stringify({ jsonrpc: '2.0', id: 1, method, ...more });
  test.each<[string, string, number, unknown]>([
    [
      'greets',
      call('initialize', { params: { protocolVersion: '2025-03-26' } }),
      200,
      { result: { protocolVersion: '2025-03-26', capabilities: { tools: {} } } },
    ],
    ['offers no tools', call('tools/list'), 200, { id: 1, result: { tools: [] } }],
    ['answers a ping', call('ping'), 200, { result: {} }],
    ['refuses any other method', call('tools/call'), 200, { error: { code: -32601 } }],
    ['takes a notification', '{"jsonrpc":"2.0","method":"notifications/initialized"}', 202, null],
    ['refuses what is not a message', '[', 400, { error: { code: -32600 } }],
  ])('the MCP server of the apps %s', async (_what, body, status, answer) => {
    const response = await post('/backend-api/ps/mcp', { body });
    const text = await response.text();
    expect(response.status).toBe(status);
    if (answer === null) expect(text).toBe('');
    else expect(JSON.parse(text)).toMatchObject(answer as object);
  });
});

describe('bodies', () => {
  test.each([
    ['zstd', zstdCompressSync(body)],
    ['gzip', gzipSync(body)],
  ])('%s is decoded', async (encoding, bytes) => {
    const response = await post('/v1/responses', {
      body: new Uint8Array(bytes),
      headers: { 'content-encoding': encoding },
    });
    expect([response.status, (await response.text()).length > 0]).toEqual([200, true]);
  });

  test('damaged compression is a 400', async () => {
    const response = await post('/v1/responses', { headers: { 'content-encoding': 'gzip' } });
    expect(response.status).toBe(400);
  });

  test('a small body that decodes to too much is a 413', async () => {
    const bomb = zstdCompressSync(Buffer.alloc(65 * 1024 * 1024));
    const response = await post('/v1/responses', {
      body: new Uint8Array(bomb),
      headers: { 'content-encoding': 'zstd' },
    });
    expect(response.status).toBe(413);
  });

  test('what is not JSON is a 400', async () => {
    expect((await post('/v1/responses', { body: 'x' })).status).toBe(400);
  });
});

describe('who is let in', () => {
  const createBackend = () => createTestSimulator(createDefaultAgent());
  const options = { host: '127.0.0.1', port: 0, createBackend };

  test.each([
    [{ host: 'evil.example' }, 403],
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'http://localhost:1' }, 403],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
  ])('%j is refused, over HTTP and WebSocket', async (given, status) => {
    const { host, ...rest } = { host: new URL(server.url).host, ...given };
    const headers = Object.entries({ host, ...rest }).map(([name, value]) => `${name}: ${value}`);
    for (const extra of [['content-length: 2'], ['connection: Upgrade', 'upgrade: websocket']]) {
      const lines = ['POST /v1/responses HTTP/1.1', ...headers, ...extra, '', '{}'];
      const answer = await exchangeRaw(lines.join('\r\n'));
      expect(answer).toContain(`HTTP/1.1 ${status} `);
    }
  });

  test('beyond loopback a token is needed', async () => {
    await expect(startSimulatorServer({ ...options, host: '0.0.0.0' })).rejects.toThrow(
      'reachable from other machines',
    );
  });

  test('the token comes as its own header or as the API key', async () => {
    const own = await startSimulatorServer({ ...options, host: '0.0.0.0', token: 'secret' });
    const url = own.url.replace('0.0.0.0', '127.0.0.1');
    const statusWith = async (headers: Record<string, string>): Promise<number> =>
      (await fetch(`${url}/v1/models`, { headers })).status;
    expect(await statusWith({})).toBe(401);
    expect(await statusWith({ authorization: 'Bearer other' })).toBe(401);
    expect(await statusWith({ authorization: 'Bearer secret' })).toBe(200);
    expect(await statusWith({ 'x-turntape-token': 'secret' })).toBe(200);
    await own.close();
  });

  test('a refusal is read while the body is still being sent', async () => {
    const big = new Uint8Array(20 * 1024 * 1024);
    for (let turn = 0; turn < 5; turn++) {
      expect((await post('/wrong', { body: big })).status).toBe(404);
    }
  });

  test('Upgrade: h2c is answered as if it had not been asked', async () => {
    const asking = ['connection: Upgrade, HTTP2-Settings', 'upgrade: h2c', 'http2-settings: AA'];
    const lines = ['GET /v1/models HTTP/1.1', `host: ${new URL(server.url).host}`, ...asking];
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
      socket.write(`${lines.join('\r\n')}\r\n\r\n`);
      socket.once('data', (part) => resolve(String(part)));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe('connections', () => {
  test.each([
    ['/v1/chat/completions', 'accept'],
    ['/v1/responses', 'refuse'],
  ] as const)('a WebSocket upgrade on %s is answered 426 (%s)', async (path, websocket) => {
    const createBackend = () => createTestSimulator(createDefaultAgent());
    const own = await startSimulatorServer({
      host: '127.0.0.1',
      port: 0,
      createBackend,
      websocket,
    });
    const asking = ['host: 127.0.0.1', 'connection: Upgrade', 'upgrade: websocket'];
    const lines = [`GET ${path} HTTP/1.1`, ...asking];
    const answer = await exchangeRaw(`${lines.join('\r\n')}\r\n\r\n`, own.url);
    await own.close();
    expect(answer).toMatch(/^HTTP\/1\.1 426 /);
  });

  test('a cut breaks the connection: no client can take the answer for whole', async () => {
    const parameters = { fault: 'cut', time_scale: 0 } as const;
    const own = await startSimulatorServer({
      host: '127.0.0.1',
      port: 0,
      createBackend: () => createTestSimulator(createDefaultAgent(), parameters, { pace: 'real' }),
    });
    const response = await fetch(`${own.url}/v1/responses`, { method: 'POST', body });
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
    await own.close();
  });

  test('bytes that are not HTTP get a 400, and the server continues', async () => {
    expect(await exchangeRaw('\u0000\u0001 nonsense\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    expect((await post('/v1/responses')).status).toBe(200);
  });

  test('each account has its own backend', async () => {
    const before = accounts.length;
    for (const id of ['a', 'b', 'a']) {
      const response = await post('/v1/responses', { headers: { 'chatgpt-account-id': id } });
      await response.text();
    }
    expect(accounts.length - before).toBe(2);
    expect(new Set(accounts).size).toBe(accounts.length);
  });

  test('accounts above the limit share one backend', async () => {
    const created: string[] = [];
    const own = await startSimulatorServer({
      ...{ host: '127.0.0.1', port: 0, accountsMax: 1 },
      createBackend(account) {
        created.push(account);
        return createTestSimulator(createDefaultAgent(), {}, { account });
      },
    });
    for (const id of ['a', 'b', 'c']) {
      const headers = { 'chatgpt-account-id': id };
      await (await fetch(`${own.url}/v1/responses`, { method: 'POST', body, headers })).text();
    }
    await own.close();
    expect(created).toEqual([expect.stringMatching(/^id-/), 'overflow']);
  });
});

test('an endpoint that the backend has withdrawn is gone from its day on', async () => {
  const statusAt = async (profile_date: string): Promise<string> => {
    const retired = retiredEndpoints({ profile_backend: 'chatgpt', profile_date });
    const own = await startSimulatorServer({
      host: '127.0.0.1',
      port: 0,
      createBackend: () => createTestSimulator(createDefaultAgent()),
      retired,
    });
    try {
      const path = `${own.url}/backend-api/codex/responses/compact`;
      const response = await fetch(path, { method: 'POST', body: '{}' });
      return `${response.status} ${await response.text()}`;
    } finally {
      await own.close();
    }
  };
  expect(await statusAt('')).toBe('404 {"detail":"Not Found"}');
  expect(await statusAt('2026-08-12')).toBe('404 {"detail":"Not Found"}');
  expect(await statusAt('2026-08-11')).toContain('Invalid URL');
  expect(retiredEndpoints({ profile_backend: 'openai', profile_date: '' })).toEqual([]);
});

test('a mistake of ours is told, and answered as one; another failure is not', async () => {
  const defects: unknown[] = [];
  const failures = [new TypeError('undefined is not a function'), new Error('no room')];
  const failing = await startSimulatorServer({
    host: '127.0.0.1',
    port: 0,
    onDefect: (error) => defects.push(error),
    createBackend: (account) => ({
      ...createTestSimulator(createDefaultAgent(), {}, { account }),
      send: () => Promise.reject(failures.shift()),
    }),
  });
  const ask = async (): Promise<string> => {
    const response = await fetch(`${failing.url}/v1/responses`, { method: 'POST', body });
    expect(response.status).toBe(500);
    return response.text();
  };
  const [ours] = failures;
  expect(await ask()).toContain('turntape: internal error');
  expect(defects).toEqual([ours]);
  expect(await ask()).toContain('no room');
  expect(defects).toHaveLength(1);
  await failing.close();
});
