// What HTTP allows and few do: protocols and answers that were not asked for, large heads, and
// refusals while the client is still sending.
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import {
  exchangeRaw,
  rawRequest,
  startRawServer,
  startRawUpstream,
  startTestProxy,
} from './proxy.test-support.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function setUp(
  answer: (received: Buffer, socket: Socket) => void,
  options: Parameters<typeof startTestProxy>[1] = {},
) {
  const upstream = await startRawUpstream(answer);
  const proxy = await startTestProxy(upstream.url, options);
  closers.push(upstream.close, proxy.close);
  return proxy;
}

const line = 'POST /v1/messages HTTP/1.1';

test('an upstream that switches protocols without being asked is a 502', async () => {
  const proxy = await setUp((_received, socket) =>
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'),
  );
  const answer = await exchangeRaw(
    proxy.port,
    rawRequest(line, proxy.port, ['Content-Length: 2', 'Connection: close'], '{}'),
  );
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 502 /);
  expect((await proxy.sink.ended()).end?.outcome).toBe('upstream-failed');
});

test.each([
  ['with its length', ['Content-Length: 4'], 'body'],
  ['in chunks', ['Transfer-Encoding: chunked'], '4\r\nbody\r\n0\r\n\r\n'],
])('Upgrade: h2c is answered as if it had not been asked, body %s', async (_how, framing, body) => {
  let seen = '';
  const proxy = await setUp((received, socket) => {
    seen = received.toString();
    socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  });
  const asking = ['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMA'];
  const socket = connect(proxy.port, '127.0.0.1');
  const first = [line, `Host: 127.0.0.1:${proxy.port}`, ...asking, ...framing, '', body];
  socket.write(first.join('\r\n'));
  let answer = '';
  while (!answer.endsWith('ok')) answer += String((await once(socket, 'data'))[0]);
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  // The connection is as good as any other.
  socket.write(rawRequest(line, proxy.port, ['Content-Length: 2', 'Connection: close'], '{}'));
  for await (const part of socket) answer += String(part);
  expect(answer.match(/HTTP\/1\.1 200 /g)).toHaveLength(2);
  const { start } = await proxy.sink.ended();
  expect(Buffer.from(start.body).toString()).toBe('body');
  expect(seen).not.toMatch(/h2c/);
});

test.each([
  ['one header of 60 KB', () => [`Set-Cookie: ${'c'.repeat(60_000)}`]],
  ['3,000 headers', () => Array.from({ length: 3_000 }, (_, index) => `X-${index}: v`)],
])('an answer with %s passes whole', async (_what, make) => {
  const headers = make();
  const head = ['HTTP/1.1 200 OK', 'Content-Length: 2', ...headers].join('\r\n');
  const proxy = await setUp((_received, socket) => socket.end(`${head}\r\n\r\nok`));
  const close = ['Content-Length: 2', 'Connection: close'];
  const answer = await exchangeRaw(proxy.port, rawRequest(line, proxy.port, close, '{}'));
  for (const header of headers) expect(answer.includes(`\r\n${header}\r\n`)).toBe(true);
  expect((await proxy.sink.ended()).head?.headers).toHaveLength(headers.length + 1);
});

test('3,000 headers of a request pass whole', async () => {
  let seen = '';
  const proxy = await setUp((received, socket) => {
    seen = received.toString();
    socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  });
  const headers = Array.from({ length: 3_000 }, (_, index) => `X-${index}: v`);
  const close = [...headers, 'Content-Length: 2', 'Connection: close'];
  await exchangeRaw(proxy.port, rawRequest(line, proxy.port, close, '{}'));
  for (const header of headers) expect(seen.includes(`\r\n${header}\r\n`)).toBe(true);
});

test('an answer that was not asked for goes to no other client', async () => {
  const answerOf = (name: string): string =>
    `HTTP/1.1 200 OK\r\nContent-Length: ${name.length}\r\n\r\n${name}`;
  // The second answer to a request comes just as the connection is used for the next one.
  const upstream = await startRawServer((socket) => {
    let late = '';
    socket.on('data', (part: Buffer) => {
      const name = /X-Name: (\w+)/i.exec(part.toString())?.[1] ?? '';
      socket.write(late || answerOf(name));
      late = answerOf(`again ${name}`);
    });
  });
  const proxy = await startTestProxy(upstream.url);
  closers.push(upstream.close, proxy.close);
  const agents = ['alice', 'bob'].map((name) => ({ name, agent: new Agent({ keepAlive: true }) }));
  const ask = (name: string, agent: Agent): Promise<string> =>
    new Promise((resolve, reject) => {
      const headers = { 'x-name': name, 'content-length': 2 };
      const url = `${proxy.server.url}/v1/messages`;
      const outgoing = request(url, { agent, method: 'POST', headers }, (answer) => {
        let text = '';
        answer.on('data', (part) => (text += String(part)));
        answer.on('end', () => resolve(text));
      });
      outgoing.on('error', reject);
      outgoing.end('{}');
    });
  for (let round = 0; round < 3; round++) {
    for (const { name, agent } of agents) {
      expect(await ask(name, agent)).toContain(name);
    }
  }
  for (const { agent } of agents) agent.destroy();
});

describe('a refusal is read while the body is still being sent', () => {
  const megabytes = new Uint8Array(20 * 1024 * 1024);
  test.each<[string, string, Record<string, string>, number]>([
    ['a wrong path', '/wrong', {}, 404],
    ['a foreign origin', '/v1/messages', { origin: 'https://evil.example' }, 403],
    ['a body over the limit', '/v1/messages', {}, 413],
  ])('by fetch: %s', async (_what, path, headers, status) => {
    const proxy = await setUp(() => {}, { requestBytesMax: 1024 });
    for (let turn = 0; turn < 8; turn++) {
      const asked = { method: 'POST', body: megabytes, headers };
      const answer = await fetch(`${proxy.server.url}${path}`, asked);
      expect(answer.status).toBe(status);
      expect(await answer.json()).toMatchObject({ error: {} });
    }
  });

  /** As Python's urllib: all of the body first, then the answer. */
  async function sendThenRead(port: number, head: string, body: Uint8Array): Promise<string> {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.pause();
    socket.write(head);
    for (let at = 0; at < body.length && !socket.destroyed; at += 65_536) {
      await new Promise((done) => socket.write(body.subarray(at, at + 65_536), done));
    }
    let answer = '';
    socket.on('data', (part) => (answer += String(part)));
    socket.resume();
    await once(socket, 'close');
    return answer;
  }

  test.each<[string, string, string[], number]>([
    ['a wrong path', 'POST /wrong HTTP/1.1', [], 404],
    ['a foreign host', line, ['Origin: https://evil.example'], 403],
    ['a body over the limit', line, [], 413],
  ])('by a client that sends all before it reads: %s', async (_what, first, headers, status) => {
    const proxy = await setUp(() => {}, { requestBytesMax: 1024 });
    const length = [`Content-Length: ${megabytes.length}`];
    for (let turn = 0; turn < 5; turn++) {
      const head = rawRequest(first, proxy.port, [...headers, ...length]);
      expect(await sendThenRead(proxy.port, head, megabytes)).toContain(`HTTP/1.1 ${status} `);
    }
  });
});
