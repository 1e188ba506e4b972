// `CONNECT` through the recording proxy, with a real certificate of the private authority.
import { once } from 'node:events';
import { request as httpsRequest } from 'node:https';
import { connect, createServer, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterEach, expect, test } from 'vitest';
import { parseConnectRule } from '../src/proxy/connect-target.ts';
import {
  rawRequest,
  startRawServer,
  startRawUpstream,
  startTestProxy,
} from '../src/proxy/proxy.test-support.ts';
import { createPrivateCertificate } from '../src/tls/private-certificate.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const made = await createPrivateCertificate(Date.now(), ['agent.example']);

const secret = { user: 'u', password: 'p' };
const authorization = `Proxy-Authorization: Basic ${Buffer.from('u:p').toString('base64')}`;

/** @param allowed `HOST:PORT`, as `--allow-connect` takes it */
async function setUp(environment: Record<string, string> = {}, allowed: string[] = []) {
  let seen = '';
  const upstream = await startRawUpstream((request, socket) => {
    seen = request.toString();
    socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  });
  const unread: string[] = [];
  const refused: string[] = [];
  const proxy = await startTestProxy(upstream.url, {
    tunnel: {
      hosts: ['agent.example'],
      tls: made,
      environment,
      secret,
      allowed: allowed.map(parseConnectRule),
      onUnread: (host) => unread.push(host),
      onRefused: (reason) => refused.push(reason),
    },
  });
  closers.push(upstream.close, proxy.close);
  return { proxy, unread, refused, seen: () => seen };
}

/** Resolves to what the proxy said, and the socket behind it. */
async function ask(
  port: number,
  authority: string,
  headers: readonly string[] = [authorization],
): Promise<{ answer: string; socket: Socket }> {
  const socket = connect(port, '127.0.0.1');
  const head = [`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`, ...headers];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  return { answer: answer.toString(), socket };
}

function post(socket: Socket, host: string): Promise<number | undefined> {
  const secure = connectTls({ socket, servername: 'agent.example', ca: made.authority });
  return new Promise((resolve, reject) => {
    const headers = { host, 'x-claude-code-session-id': 'c-1' };
    const outgoing = httpsRequest(
      { createConnection: () => secure, method: 'POST', path: '/v1/messages', headers },
      (answer) => {
        answer.resume();
        answer.on('end', () => {
          secure.destroy();
          resolve(answer.statusCode);
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end('{"model":"m"}');
  });
}

test('what is sent to a recorded host is decrypted, forwarded and recorded', async () => {
  const { proxy, unread, seen } = await setUp();
  const { answer, socket } = await ask(proxy.port, 'agent.example:443');
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  expect(await post(socket, 'agent.example')).toBe(200);
  expect(seen()).toContain('{"model":"m"}');
  const { start, end } = await proxy.sink.ended();
  expect([Buffer.from(start.body).toString(), end?.outcome]).toEqual(['{"model":"m"}', 'complete']);
  expect(unread).toEqual([]);
});

test('a decrypted request for another host than the connection is refused', async () => {
  const { proxy, seen } = await setUp();
  const { socket } = await ask(proxy.port, 'agent.example:443');
  expect(await post(socket, 'other.example')).toBe(421);
  expect(seen()).toBe('');
});

test('connections to other hosts pass unread, which is said once a host', async () => {
  const echo = await startRawServer((socket) => socket.on('data', (bytes) => socket.write(bytes)));
  closers.push(echo.close);
  const { host } = new URL(echo.url);
  const { proxy, unread } = await setUp({}, [host]);
  for (let turn = 0; turn < 2; turn++) {
    const { answer, socket } = await ask(proxy.port, host);
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    socket.write('any bytes');
    expect(String((await once(socket, 'data'))[0])).toBe('any bytes');
    socket.destroy();
  }
  expect(unread).toEqual([host]);
  expect(proxy.sink.exchanges).toEqual([]);
});

test('a host that cannot be reached is a 502, and what is not a host a 400', async () => {
  const { proxy } = await setUp({}, ['127.0.0.1:*']);
  const gone = createServer().listen(0, '127.0.0.1');
  await once(gone, 'listening');
  const { port } = gone.address() as { port: number };
  await new Promise((resolve) => gone.close(resolve));
  expect((await ask(proxy.port, `127.0.0.1:${port}`)).answer).toMatch(/^HTTP\/1\.1 502 /);
  for (const authority of ['nowhere', '127.0.0.1:0', '127.0.0.1:99999']) {
    expect((await ask(proxy.port, authority)).answer).toMatch(/^HTTP\/1\.1 400 /);
  }
});

test('a connection that breaks gets no byte that the other host did not send', async () => {
  const { proxy } = await setUp({}, ['127.0.0.1:*']);
  const breaking = await startRawServer((socket) => {
    socket.write('hello');
    socket.once('data', () => socket.resetAndDestroy());
  });
  closers.push(breaking.close);
  const { answer, socket } = await ask(proxy.port, new URL(breaking.url).host);
  let received = answer;
  socket.on('data', (bytes) => (received += String(bytes)));
  socket.on('error', () => {}); // or a reset, which says the same
  socket.write('go');
  await once(socket, 'close');
  expect(received).toBe('HTTP/1.1 200 Connection Established\r\n\r\nhello');
});

test('other hosts are reached through the proxy that the environment names', async () => {
  let asked = '';
  const corporate = await startRawServer((socket) => {
    socket.once('data', (bytes) => {
      asked = String(bytes);
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.on('data', () => socket.write('from far'));
    });
  });
  closers.push(corporate.close);
  const { host } = new URL(corporate.url);
  const { proxy } = await setUp({ HTTPS_PROXY: `http://me:it@${host}` });
  const { answer, socket } = await ask(proxy.port, 'far.example:443');
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  socket.write('hello');
  expect(String((await once(socket, 'data'))[0])).toBe('from far');
  expect(asked).toMatch(/^CONNECT far\.example:443 HTTP\/1\.1\r\n/);
  expect(asked).toContain(Buffer.from('me:it').toString('base64'));
  socket.destroy();
});

test('a proxy is understood without http:// in front, and what names none is a 502', async () => {
  const corporate = await startRawServer((socket) => {
    // In one write: bytes of the other host may follow the answer at once.
    socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\n\r\nfrom far'));
  });
  closers.push(corporate.close);
  const { proxy } = await setUp({ HTTPS_PROXY: new URL(corporate.url).host });
  const { answer, socket } = await ask(proxy.port, 'far.example:443');
  let received = answer;
  socket.on('data', (bytes) => (received += String(bytes)));
  while (!received.endsWith('from far')) await once(socket, 'data');
  expect(received).toMatch(/^HTTP\/1\.1 200 /);
  socket.destroy();

  for (const wrong of ['http://%zz:x@127.0.0.1:1', 'http://']) {
    const { proxy: misled } = await setUp({ HTTPS_PROXY: wrong });
    expect((await ask(misled.port, 'far.example:443')).answer).toMatch(/^HTTP\/1\.1 502 /);
  }
});

test('a client that leaves while the proxy is asked leaves no connection behind', async () => {
  const asked = Promise.withResolvers<Socket>();
  const corporate = await startRawServer((socket) => {
    socket.once('data', () => asked.resolve(socket));
  });
  closers.push(corporate.close);
  const { proxy } = await setUp({ HTTPS_PROXY: corporate.url });
  const client = connect(proxy.port, '127.0.0.1');
  client.write(`CONNECT far.example:443 HTTP/1.1\r\nHost: far.example\r\n${authorization}\r\n\r\n`);
  const far = await asked.promise;
  const closed = once(far, 'close');
  client.resetAndDestroy();
  await ask(proxy.port, 'nowhere'); // the reset has arrived before
  far.write('HTTP/1.1 200 OK\r\n\r\n');
  await closed;
});

test('without hosts to decrypt, CONNECT is not taken', async () => {
  const upstream = await startRawUpstream(() => {});
  const proxy = await startTestProxy(upstream.url);
  closers.push(upstream.close, proxy.close);
  const socket = connect(proxy.port, '127.0.0.1');
  socket.write(rawRequest('CONNECT agent.example:443 HTTP/1.1', proxy.port, []));
  socket.on('data', () => expect.unreachable());
  await once(socket, 'close');
});

test.each<[string, string[]]>([
  ['without the secret', []],
  ['with another', [`Proxy-Authorization: Basic ${Buffer.from('u:x').toString('base64')}`]],
  ['with it as another kind', ['Proxy-Authorization: Bearer u:p']],
])('a program %s is refused, for the recorded host too', async (_how, headers) => {
  const { proxy, unread } = await setUp({}, ['127.0.0.1:*']);
  for (const authority of ['agent.example:443', '1.1.1.1:443', `127.0.0.1:${proxy.port}`]) {
    const { answer } = await ask(proxy.port, authority, headers);
    expect(answer).toMatch(/^HTTP\/1\.1 407 /);
  }
  expect(unread).toEqual([]);
});

test('what is inside is refused to the child too, which is said once', async () => {
  let reached = 0;
  const inside = await startRawServer(() => reached++);
  closers.push(inside.close);
  const { proxy, refused, unread } = await setUp();
  const own = `127.0.0.1:${proxy.port}`;
  const { host, port } = new URL(inside.url);
  const targets = [own, host, `localhost:${port}`, '127.1:443', '[::1]:443', '169.254.169.254:443'];
  for (const authority of [...targets, ...targets, '1.1.1.1:22']) {
    expect((await ask(proxy.port, authority)).answer).toMatch(/^HTTP\/1\.1 403 /);
  }
  expect(reached).toBe(0);
  expect(refused).toHaveLength(targets.length + 1);
  expect(refused[0]).toContain(`--allow-connect ${own}`);
  expect(unread).toEqual([]);
});

test("a corporate proxy's credentials are not for other programs, nor for what is inside", async () => {
  let asked = 0;
  const corporate = await startRawServer(() => asked++);
  closers.push(corporate.close);
  const { proxy } = await setUp({ HTTPS_PROXY: `http://me:it@${new URL(corporate.url).host}` });
  expect((await ask(proxy.port, 'far.example:443', [])).answer).toMatch(/^HTTP\/1\.1 407 /);
  expect((await ask(proxy.port, '169.254.169.254:443')).answer).toMatch(/^HTTP\/1\.1 403 /);
  expect(asked).toBe(0);
});
