// Clients and upstreams that send nearly anything, over real sockets, at recorder, gateway,
// simulator and tunnel: each stays alive, keeps its memory, and accounts for every request that its
// upstream saw. `npm run test:fuzz` does it for ten minutes (TURNTAPE_FUZZ_SECONDS), the ordinary
// run for some seconds, always the same.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { connect as connectTls } from 'node:tls';
import { fileURLToPath } from 'node:url';
import fc, { type Arbitrary } from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { sha256 } from '../src/lib/sha256.ts';
import { startTestProxy } from '../src/proxy/proxy.test-support.ts';
import { listExchanges, readExchange } from '../src/store/exchanges.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { listSessions } from '../src/store/sessions.ts';
import { createPrivateCertificate } from '../src/tls/private-certificate.ts';
import { clientBytes, handshakeBytes, upstreamBytes } from './fuzz/inputs.ts';

const program = fileURLToPath(new URL('../bin/turntape.js', import.meta.url));
const seconds = Number(process.env['TURNTAPE_FUZZ_SECONDS'] ?? 0);
/** What is fuzzed shares the time: recorder, gateway, simulator, a tunnel before TLS and in it. */
const targets = 5;
const isShort = seconds === 0;
const settings = isShort
  ? { seed: 16, numRuns: 25 }
  : {
      numRuns: Number.MAX_SAFE_INTEGER,
      interruptAfterTimeLimit: (seconds / targets) * 1000,
      markInterruptAsFailure: false,
    };
const timeout = 60_000 + seconds * 1000;
/** Clients at once. */
const clients = 4;
const megabytesMax = 512 + 64;
/** Then a client ends its half, and gives up where the other side keeps its own, as it may. */
const silentMsMax = 100;

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Upstream {
  readonly url: string;
  /** Hashes of the bodies of requests that arrived whole, and how often. */
  readonly seen: Map<string, number>;
  /** Sent to whoever asks. */
  answer: Buffer;
}

/** Reads requests by their declared length or chunks, answers with anything, and closes. */
async function startUpstream(): Promise<Upstream> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    let received = Buffer.alloc(0);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    socket.on('data', (part: Buffer) => {
      received = Buffer.concat([received, part]);
      const body = wholeBody(received);
      if (body === null) return;
      if (body.length > 0) count(upstream.seen, sha256(body));
      socket.removeAllListeners('data').resume();
      socket.end(upstream.answer);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const upstream: Upstream = { url, seen: new Map(), answer: Buffer.from(fine) };
  return upstream;
}

const fine = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}';

const count = (counts: Map<string, number>, key: string): unknown =>
  counts.set(key, (counts.get(key) ?? 0) + 1);

/** The body of a request that has arrived, as a proxy of ours sends it; null: not yet. */
function wholeBody(received: Buffer): Buffer | null {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const head = received.subarray(0, end).toString('latin1');
  let rest = received.subarray(end + 4);
  if (!/^transfer-encoding: *chunked/im.test(head)) {
    const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
    return rest.length < length ? null : rest.subarray(0, length);
  }
  const pieces: Buffer[] = [];
  for (;;) {
    const line = rest.indexOf('\r\n');
    if (line < 0) return null;
    const size = Number.parseInt(rest.subarray(0, line).toString('latin1'), 16);
    if (size === 0) return rest.indexOf('\r\n\r\n', line) < 0 ? null : Buffer.concat(pieces);
    if (rest.length < line + 4 + size) return null;
    pieces.push(rest.subarray(line + 2, line + 2 + size));
    rest = rest.subarray(line + 4 + size);
  }
}

/**
 * Sends bytes, in two parts, ends its half, and waits until the connection is over.
 * @param isHasty ends it before there is an answer
 */
function throwAt(socket: Socket, bytes: Buffer, isHasty: boolean): Promise<void> {
  return new Promise((over) => {
    socket.on('error', () => socket.destroy()).on('close', () => over());
    socket.setTimeout(silentMsMax, () => (socket.writable ? socket.end() : socket.destroy()));
    socket.on('data', () => socket.end());
    const half = Math.floor(bytes.length / 2);
    socket.write(bytes.subarray(0, half), () => {
      if (isHasty) socket.end(bytes.subarray(half));
      else socket.write(bytes.subarray(half));
    });
  });
}

/** @param isAlive asks for something ordinary, and fails where it does not come */
async function fuzz(
  sent: Arbitrary<Buffer>,
  open: () => Socket | Promise<Socket>,
  upstream: Upstream | null,
  isAlive: () => Promise<void>,
): Promise<void> {
  const client = fc.tuple(sent, fc.boolean());
  const input = fc.tuple(fc.array(client, { minLength: 1, maxLength: clients }), upstreamBytes);
  await fc.assert(
    fc.asyncProperty(input, async ([several, answer]) => {
      if (upstream !== null) upstream.answer = answer;
      await Promise.all(
        several.map(async ([bytes, isHasty]) => throwAt(await open(), bytes, isHasty)),
      );
      if (upstream !== null) upstream.answer = Buffer.from(fine);
      await isAlive();
    }),
    settings,
  );
}

async function startServer(name: 'record' | 'gateway' | 'sim', flags: string[], db: string) {
  const recorded = name === 'sim' ? [] : ['--db', db];
  const child: ChildProcess = spawn(
    process.execPath,
    [program, name, '--json', ...flags, ...recorded],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let told = '';
  child.stderr?.on('data', (text) => {
    told = `${told}${text}`.slice(-4_000);
  });
  closers.push(() => child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const [line] = (await once(lines, 'line')) as [string];
  const { url } = JSON.parse(line) as { url: string };
  const { hostname, port, host } = new URL(url);
  return {
    url,
    host,
    open: () => connect(Number(port), hostname),
    /** What it said at its end; '' while it lives. */
    died: () => ((child.exitCode ?? child.signalCode) === null ? '' : told),
    /** Ends it, as a user does. @returns its exit code */
    async stop(): Promise<number | null> {
      if (process.platform === 'linux') {
        const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
        expect(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024).toBeLessThan(megabytesMax);
      }
      const exited = once(child, 'exit') as Promise<[number | null]>;
      child.kill('SIGTERM');
      return (await exited)[0];
    },
  };
}

/** What the upstream saw and the database does not show; gaps that are counted make up for it. */
function unaccounted(seen: ReadonlyMap<string, number>, db: string): number {
  const reader = openDatabase(db, { mode: 'read' });
  const stored = new Map<string, number>();
  const sessions = listSessions(reader);
  for (const { id } of sessions.flatMap((session) => listExchanges(reader, session.id))) {
    count(stored, sha256(readExchange(reader, id)?.body ?? new Uint8Array(0)));
  }
  expect(reader.pragma('integrity_check', { simple: true })).toBe('ok');
  reader.close();
  const gaps = sessions.reduce((sum, { dropped }) => sum + dropped, 0);
  return Math.max(0, missing(seen, stored) - gaps);
}

function missing(seen: ReadonlyMap<string, number>, stored: ReadonlyMap<string, number>): number {
  let lost = 0;
  for (const [hash, times] of seen) lost += Math.max(0, times - (stored.get(hash) ?? 0));
  return lost;
}

const newDatabase = (): string =>
  join(mkdtempSync(join(tmpdir(), 'turntape-fuzz-')), 'private', 'tape.db');

test.each(['record', 'gateway'] as const)(
  '%s: alive, bounded, and every request that the upstream saw is accounted for',
  async (name) => {
    const upstream = await startUpstream();
    const { url } = upstream;
    const db = newDatabase();
    const flags =
      name === 'gateway'
        ? ['--backend', `${url}/v1`]
        : ['anthropic', 'openai', 'chatgpt'].flatMap((one) => [`--upstream-${one}`, url]);
    const server = await startServer(name, flags, db);
    const isAlive = async (): Promise<void> => {
      expect(server.died()).toBe('');
      const answer = await fetch(`${server.url}${name === 'record' ? '/v1/models' : '/api/hello'}`);
      expect(answer.status).toBe(200);
    };
    await fuzz(clientBytes(server.host), server.open, upstream, isAlive);
    expect(await server.stop()).toBe(0);
    expect(upstream.seen.size).toBeGreaterThan(0);
    expect(unaccounted(upstream.seen, db)).toBe(0);
  },
  timeout,
);

test(
  'the simulator: alive and bounded',
  async () => {
    const server = await startServer('sim', ['--sim', 'time_scale=0'], '');
    const isAlive = async (): Promise<void> => {
      expect(server.died()).toBe('');
      expect((await fetch(`${server.url}/v1/models`)).status).toBe(200);
    };
    await fuzz(clientBytes(server.host), server.open, null, isAlive);
    expect(await server.stop()).toBe(0);
  },
  timeout,
);

test(
  'the tunnel, before TLS and in it: alive, and every request is accounted for',
  async () => {
    const upstream = await startUpstream();
    const made = await createPrivateCertificate(Date.now(), ['agent.example']);
    const secret = { user: 'u', password: 'p' };
    const proxy = await startTestProxy(upstream.url, {
      tunnel: { hosts: ['agent.example'], tls: made, secret, environment: {} },
    });
    closers.push(proxy.close);
    const authorization = `Basic ${Buffer.from('u:p').toString('base64')}`;
    const openTunnel = async (): Promise<Socket> => {
      const socket = connect(proxy.port, '127.0.0.1');
      socket.on('error', () => {});
      socket.write(
        `CONNECT agent.example:443 HTTP/1.1\r\nHost: agent.example:443\r\nProxy-Authorization: ${authorization}\r\n\r\n`,
      );
      await once(socket, 'data');
      return socket;
    };
    const openInside = async (): Promise<Socket> => {
      const socket = connectTls({ socket: await openTunnel(), rejectUnauthorized: false });
      await once(socket, 'secureConnect');
      return socket;
    };
    const isAlive = async (): Promise<void> => {
      const socket = await openInside();
      socket.write('GET /v1/models HTTP/1.1\r\nHost: agent.example\r\nConnection: close\r\n\r\n');
      expect(String((await once(socket, 'data'))[0])).toContain(' 200 ');
      socket.destroy();
    };
    await fuzz(handshakeBytes, openTunnel, null, isAlive);
    await fuzz(clientBytes('agent.example'), openInside, upstream, isAlive);
    const stored = new Map<string, number>();
    for (const { start } of proxy.sink.exchanges) count(stored, sha256(start.body));
    expect(upstream.seen.size).toBeGreaterThan(0);
    expect(missing(upstream.seen, stored)).toBe(0);
  },
  timeout,
);
