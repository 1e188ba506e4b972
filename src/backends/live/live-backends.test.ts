import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createSocketServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import nock from 'nock';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Backend, BackendResponse, TimedChunk } from '../../domain/backend.ts';
import { createBackend } from '../registry.ts';
import { createDefaultAgent } from '../simulator/default-agent.ts';
import { createTestSimulator } from '../simulator/simulator.test-support.ts';
import { startSimulatorServer } from '../simulator/simulator-server.ts';
import { createChatgptBackend } from './chatgpt.ts';
import type { LiveOptions } from './live-options.ts';
import { createOpenaiBackend } from './openai.ts';
import { createResponsesUrlBackend } from './responses-url.ts';

const key = 'sk-test-not-a-key';
const options: LiveOptions = {
  userAgent: 'turntape/0.0.0',
  environment: { OPENAI_API_KEY: key },
  useApiKey: true,
  useCodexLogin: true,
};
const request = {
  body: new TextEncoder().encode('{"model":"gpt-5.5"}'),
  headers: [['session-id', 'abc']] as const,
};

const open: { close(): unknown }[] = [];
// Of this file alone: the files of `src` share their processes, and others pipeline on sockets.
beforeAll(() => {
  if (!nock.isActive()) nock.activate();
});
afterAll(nock.restore);
afterEach(async () => {
  nock.cleanAll();
  nock.enableNetConnect();
  for (const resource of open.splice(0).reverse()) await resource.close();
});
function closing<Resource extends { close(): unknown }>(resource: Resource): Resource {
  open.push(resource);
  return resource;
}

async function textOf(response: BackendResponse): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const { bytes } of response.body) pieces.push(bytes);
  return Buffer.concat(pieces).toString();
}

async function codeOf(action: () => unknown): Promise<unknown> {
  try {
    await action();
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
  return 'no error';
}

describe('openai', () => {
  test('posts body, key and session header to the public API, naming itself', async () => {
    nock.disableNetConnect();
    const scope = nock('https://api.openai.com', {
      reqheaders: {
        authorization: `Bearer ${key}`,
        'session-id': 'abc',
        'user-agent': 'turntape/0.0.0',
      },
    })
      .post('/v1/responses', { model: 'gpt-5.5' })
      .reply(200, 'data: {}\n\n', { 'x-request-id': 'r1' });
    const backend = closing(createOpenaiBackend(options));
    const response = await backend.send(request);
    expect(response.status).toBe(200);
    expect(await textOf(response)).toBe('data: {}\n\n');
    expect(response.headers).toContainEqual(['x-request-id', 'r1']);
    scope.done();
  });

  test('an HTTP error is a response', async () => {
    nock.disableNetConnect();
    nock('https://api.openai.com').post('/v1/responses').reply(429, '{"error":{}}');
    const response = await closing(createOpenaiBackend(options)).send(request);
    expect([response.status, await textOf(response)]).toEqual([429, '{"error":{}}']);
  });

  test('the described request holds no secret', () => {
    const described = closing(createOpenaiBackend(options)).describe(request);
    expect(described.target).toBe('/v1/responses');
    expect(described.headers).toContainEqual(['authorization', '<redacted>']);
    expect(described.headers).toContainEqual(['session-id', 'abc']);
    expect(JSON.stringify(described)).not.toContain(key);
  });

  test.each([
    ['without the flag', { ...options, useApiKey: false }],
    ['without the key', { ...options, environment: {} }],
  ])('%s it is a configuration error', async (_case, wrong) => {
    expect(await codeOf(() => createOpenaiBackend(wrong))).toBe('configuration');
  });
});

describe('chatgpt', () => {
  const login = (text: string): LiveOptions => {
    const home = mkdtempSync(join(tmpdir(), 'turntape-login-'));
    closing({ close: () => rmSync(home, { recursive: true }) });
    writeFileSync(join(home, 'auth.json'), text);
    return { ...options, environment: { CODEX_HOME: home } };
  };

  test("sends Codex's login with its account to the Codex backend", async () => {
    nock.disableNetConnect();
    const scope = nock('https://chatgpt.com', {
      reqheaders: { authorization: 'Bearer made-up', 'chatgpt-account-id': 'account-1' },
    })
      .post('/backend-api/codex/responses')
      .reply(200, 'ok');
    const tokens = { access_token: 'made-up', account_id: 'account-1' };
    const backend = closing(createChatgptBackend(login(JSON.stringify({ tokens }))));
    expect(await textOf(await backend.send(request))).toBe('ok');
    expect(JSON.stringify(backend.describe(request))).not.toMatch(/made-up|account-1/);
    scope.done();
  });

  test.each(['{}', 'not json', '{"OPENAI_API_KEY":"x"}'])('no login in %s', async (text) => {
    expect(await codeOf(() => createChatgptBackend(login(text)))).toBe('configuration');
  });

  test('without the flag no file is read', async () => {
    const wrong = { ...options, useCodexLogin: false, environment: { CODEX_HOME: '/nowhere' } };
    expect(await codeOf(() => createChatgptBackend(wrong))).toBe('configuration');
  });
});

describe('an address', () => {
  test('the simulator answers over a socket as a live backend does', async () => {
    const server = closing(
      await startSimulatorServer({
        host: '127.0.0.1',
        port: 0,
        createBackend: () => createTestSimulator(createDefaultAgent()),
      }),
    );
    const backend = closing(createResponsesUrlBackend(`${server.url}/v1`, options));
    const body = JSON.stringify({ model: 'gpt-5.5', input: 'hello', stream: true, store: false });
    const sent = { body: new TextEncoder().encode(body), headers: [['session-id', 's']] as const };
    const overSocket = await backend.send(sent);
    const inProcess = await createTestSimulator(createDefaultAgent()).send(sent);
    expect(overSocket.status).toBe(200);
    expect(await textOf(overSocket)).toBe(await textOf(inProcess));
  });

  test('no credentials are sent unless asked for', () => {
    const plain = { ...options, useApiKey: false };
    const backend = closing(createResponsesUrlBackend('http://127.0.0.1:1/v1', plain));
    expect(backend.describe(request).headers.map(([name]) => name)).not.toContain('authorization');
  });

  test.each([
    ['ftp://host/v1', 'usage'],
    ['https://user:secret@host/v1', 'usage'],
    ['http://example.com/v1', 'usage'],
  ])('%s is refused', async (address, code) => {
    expect(await codeOf(() => createResponsesUrlBackend(address, options))).toBe(code);
  });

  test('a port without a server is an upstream error', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const backend = closing(createResponsesUrlBackend(`http://127.0.0.1:${port}/v1`, options));
    await expect(backend.send(request)).rejects.toMatchObject({ code: 'upstream' });
  });

  test('pieces that come together are one chunk that knows their sizes', async () => {
    const pieces = ['data: 1\n\n', 'data: two\n\n'];
    const body = pieces.map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`).join('');
    const server = createSocketServer((socket) => {
      socket.once('data', () =>
        socket.end(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${body}0\r\n\r\n`),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing(server);
    const { port } = server.address() as AddressInfo;
    const backend = closing(createResponsesUrlBackend(`http://127.0.0.1:${port}/v1`, options));
    const chunks: TimedChunk[] = [];
    for await (const chunk of (await backend.send(request)).body) chunks.push(chunk);
    expect(chunks.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual([pieces.join('')]);
    expect(chunks[0]?.sizes).toEqual(pieces.map(({ length }) => length));
  });

  test('a connection lost in the middle of the body fails the body, not the head', async () => {
    const server = createServer((_request, response) => {
      response.writeHead(200);
      response.write('data: 1\n\n', () => response.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing(server);
    const { port } = server.address() as AddressInfo;
    const backend = closing(createResponsesUrlBackend(`http://127.0.0.1:${port}/v1`, options));
    const response = await backend.send(request);
    expect(response.status).toBe(200);
    await expect(textOf(response)).rejects.toThrow();
  });

  test('an aborted signal ends a request that waits', async () => {
    const server = createServer(() => {});
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing({
      close: () => {
        server.closeAllConnections();
        server.close();
      },
    });
    const { port } = server.address() as AddressInfo;
    const backend = closing(createResponsesUrlBackend(`http://127.0.0.1:${port}/v1`, options));
    const abort = new AbortController();
    server.once('request', () => abort.abort(new Error('enough')));
    await expect(backend.send(request, abort.signal)).rejects.toThrow('enough');
  });
});

describe('the registry', () => {
  const create = (name: string): Promise<Backend> =>
    createBackend(name, {
      live: options,
      simulator: {
        agent: createDefaultAgent(),
        parameters: {} as never,
        seed: '1',
        account: 'a',
        nowMs: () => 0,
        pace: 'virtual',
      },
    });

  test('an unknown name is a usage error with a suggestion', async () => {
    await expect(create('opeani')).rejects.toMatchObject({
      code: 'usage',
      hint: 'Did you mean `openai`?',
    });
  });

  test('a URL is a backend', async () => {
    expect(closing(await create('http://127.0.0.1:1/v1')).label).toBe('measured');
  });
});
