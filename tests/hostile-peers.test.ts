// Peers that mean harm, against servers in separate processes: whatever is sent, memory stays
// bounded, and others get their answers.
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { constants, deflateRawSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { isNightly } from './nightly.ts';
import { serve } from './program.ts';

/**
 * Of `--memory`, and what a machine that is busy with other things may add to it. What is not
 * bounded goes far beyond.
 */
const megabytesMax = 512 + 192;
/** What is sent in all, far above that: a server that kept it would be found out. */
const sentBytes = (isNightly ? 8 : 2) * 1024 * 1024 * 1024;
/** For one that takes no more, which is how it may defend itself. */
const hostileMs = isNightly ? 8_000 : 4_000;
/** Longer, for what has an end, where the machine is slow. */
const patienceMs = isNightly ? 30_000 : 4_000;
/** Then a server that takes no more defends itself. */
const stalledMs = 2_000;

const servers: Server[] = [];
const sockets = new Set<Socket>();
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

/** Sends a block again and again, as fast as it is taken. Resolves when enough has been sent. */
function flood(
  socket: Socket,
  block: Buffer,
  bytes = sentBytes,
  onTaken: () => void = () => {},
): Promise<void> {
  return new Promise((resolve) => {
    let sent = 0;
    const send = (): void => {
      while (!socket.destroyed && sent < bytes) {
        sent += block.length;
        onTaken();
        if (!socket.write(block)) return;
      }
      resolve();
    };
    socket.on('drain', send).on('close', () => resolve());
    send();
  });
}

function frame(first: number, body: Buffer, isMasked: boolean): Buffer {
  const mask = isMasked ? 0x80 : 0;
  const size = Buffer.alloc(body.length < 126 ? 2 : 10);
  size[0] = first;
  size[1] = mask | (body.length < 126 ? body.length : 127);
  if (body.length >= 126) size.writeBigUInt64BE(BigInt(body.length), 2);
  return Buffer.concat([size, isMasked ? Buffer.alloc(4) : Buffer.alloc(0), body]);
}

const many = (block: Buffer, count: number): Buffer =>
  Buffer.concat(Array.from({ length: count }, () => block));
const chunkOf = (text: string): Buffer => Buffer.from(`${text.length.toString(16)}\r\n${text}\r\n`);
const deflated = (text: string): Buffer =>
  deflateRawSync(text, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4);
const bombOf = (text: string, isMasked: boolean): Buffer => frame(0xc1, deflated(text), isMasked);

const accepted = (extensions = ''): string =>
  `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n${extensions}\r\n`;
const deflate = 'Sec-WebSocket-Extensions: permessage-deflate\r\n';
const upgrade =
  (extensions = '') =>
  (port: number) =>
    [
      ...['GET /v1/responses HTTP/1.1', `Host: 127.0.0.1:${port}`, 'Connection: Upgrade'],
      ...['Upgrade: websocket', 'Sec-WebSocket-Version: 13'],
      ...['Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==', `${extensions}\r\n`],
    ].join('\r\n');
const post =
  (path: string, body: string, head = '') =>
  (port: number): string =>
    `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${head}Content-Length: ${body.length}\r\n\r\n${body}`;
const stream =
  'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n';
const create = (bytes: number): string =>
  JSON.stringify({ type: 'response.create', model: 'gpt-5.5', input: 'A'.repeat(bytes) });
const message = JSON.stringify({
  ...{ model: 'm', max_tokens: 9, stream: true },
  messages: [{ role: 'user', content: 'hi' }],
});
const megabyte = 1024 * 1024;

interface Attack {
  readonly server: 'record' | 'gateway' | 'sim';
  /** What the upstream answers once, and then for ever. */
  readonly upstream?: readonly [string, (() => Buffer)?];
  /** What each client sends once, and then for ever. */
  readonly client: readonly [(port: number) => string | Buffer, (() => Buffer)?];
  /** A request's body: so many blocks, and then this. */
  readonly ends?: readonly [number, string];
  readonly clients: number;
  readonly reads: boolean;
}

const attacks: Readonly<Record<string, Attack>> = {
  'an upgrade that is refused with an endless body': {
    server: 'record',
    upstream: ['HTTP/1.1 426 No\r\n\r\n', () => Buffer.alloc(65_536, 'x')],
    ...{ client: [upgrade()], clients: 1, reads: false },
  },
  'endless tiny WebSocket frames of an upstream': {
    server: 'record',
    upstream: [accepted(), () => many(frame(0x81, Buffer.from('a'), false), 20_000)],
    ...{ client: [upgrade()], clients: 1, reads: true },
  },
  'endless tiny WebSocket frames of a client': {
    server: 'record',
    upstream: [accepted()],
    client: [upgrade(), () => many(frame(0x81, Buffer.from('a'), true), 20_000)],
    ...{ clients: 1, reads: true },
  },
  'a WebSocket message in endless tiny fragments': {
    server: 'record',
    upstream: [accepted(), () => many(frame(0x00, Buffer.from('a'), false), 20_000)],
    ...{ client: [upgrade()], clients: 1, reads: true },
  },
  'deflate bombs of an upstream': {
    server: 'record',
    upstream: [accepted(deflate), () => bombOf('A'.repeat(63 * megabyte), false)],
    ...{ client: [upgrade(deflate)], clients: 4, reads: true },
  },
  'deflate bombs of an upstream, just small enough': {
    server: 'record',
    upstream: [accepted(deflate), () => bombOf('A'.repeat(15 * megabyte), false)],
    ...{ client: [upgrade(deflate)], clients: 4, reads: true },
  },
  'deflate bombs of a client that are requests': {
    server: 'record',
    upstream: [accepted(deflate)],
    client: [upgrade(deflate), () => bombOf(create(15 * megabyte), true)],
    ...{ clients: 4, reads: true },
  },
  'chunks of one byte to clients that do not read': {
    server: 'record',
    upstream: [stream, () => many(Buffer.from('1\r\nx\r\n'), 10_000)],
    ...{ client: [post('/v1/messages', '{}')], clients: 8, reads: false },
  },
  'chunks of one byte to the gateway': {
    server: 'gateway',
    upstream: [stream, () => many(Buffer.from('1\r\nx\r\n'), 10_000)],
    client: [post('/v1/messages', message, 'Content-Type: application/json\r\n')],
    ...{ clients: 8, reads: false },
  },
  'a line of a stream that does not end': {
    server: 'gateway',
    upstream: [`${stream}6\r\ndata: \r\n`, () => chunkOf('x'.repeat(megabyte))],
    client: [post('/v1/messages', message, 'Content-Type: application/json\r\n')],
    ...{ clients: 8, reads: true },
  },
  'a line of JSON that does not end': {
    server: 'gateway',
    upstream: [`${stream}1\r\n{\r\n`, () => chunkOf('"a":1,'.repeat(200_000))],
    client: [post('/v1/messages', message, 'Content-Type: application/json\r\n')],
    ...{ clients: 8, reads: true },
  },
  'an error that does not end': {
    server: 'gateway',
    upstream: [stream.replace('200 OK', '400 Bad Request'), () => chunkOf('x'.repeat(megabyte))],
    client: [post('/v1/messages', message, 'Content-Type: application/json\r\n')],
    ...{ clients: 8, reads: true },
  },
  'an event with lines without end': {
    server: 'gateway',
    upstream: [stream, () => chunkOf('data: x\n'.repeat(100_000))],
    client: [post('/v1/messages', message, 'Content-Type: application/json\r\n')],
    ...{ clients: 8, reads: true },
  },
  'deflate bombs to the gateway': {
    server: 'gateway',
    upstream: [stream],
    client: [upgrade(deflate), () => bombOf('A'.repeat(63 * megabyte), true)],
    ...{ clients: 4, reads: true },
  },
  'deflate bombs to the simulator': {
    server: 'sim',
    client: [upgrade(deflate), () => bombOf('A'.repeat(63 * megabyte), true)],
    ...{ clients: 4, reads: true },
  },
  'deflate bombs to the simulator that are requests': {
    server: 'sim',
    client: [upgrade(deflate), () => bombOf(create(15 * megabyte), true)],
    ...{ clients: 4, reads: true },
  },
};

/** An upgrade, and what follows it at once. */
const upgraded =
  (...frames: readonly Buffer[]) =>
  (port: number): Buffer =>
    Buffer.concat([Buffer.from(upgrade()(port)), ...frames]);
const image = `data:image/png;base64,${'A'.repeat(12 * megabyte)}`;
const imageRequest = {
  ...{ type: 'response.create', model: 'gpt-5.5', stream: true, store: false },
  input: [{ role: 'user', content: [{ type: 'input_image', image_url: image }] }],
};

const messages: Readonly<Record<string, Attack>> = {
  'parts of messages on many connections to the simulator': {
    server: 'sim',
    client: [
      upgraded(frame(0x01, Buffer.from('a'), true)),
      () => frame(0x00, Buffer.alloc(megabyte, 'a'), true),
    ],
    ends: [15, ''],
    ...{ clients: 64, reads: true },
  },
  'histories that many connections to the simulator may continue': {
    server: 'sim',
    client: [upgraded(), () => frame(0x81, Buffer.from(JSON.stringify(imageRequest)), true)],
    ends: [1, ''],
    ...{ clients: 64, reads: true },
  },
};

const words = Buffer.from('the quick brown fox ');
/** So many that half of what they send is too much for a server that keeps it. */
const senders = 64;
/** Clients that send a whole request of so many megabytes each. */
const bodiesOf = (
  megabytes: number,
  path: string,
  start: string,
  last: string,
): Pick<Attack, 'client' | 'ends' | 'clients'> => {
  const block = many(words, 5_000);
  const blocks = megabytes * 10;
  const length = start.length + blocks * block.length + last.length;
  const head = (port: number): string =>
    `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n${start}`;
  return { client: [head, () => block], ends: [blocks, last], clients: senders };
};
/** The same in chunks, whose end never comes: a server that keeps them keeps all. */
const endlessBodiesOf: typeof bodiesOf = (megabytes, path, start) => {
  const block = chunkOf('the quick brown fox '.repeat(5_000));
  const head = (port: number): string =>
    `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nTransfer-Encoding: chunked\r\n\r\n${chunkOf(start)}`;
  return { client: [head, () => block], ends: [megabytes * 10, ''], clients: senders };
};
const asMessage = [
  '{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"',
  '"}]}',
] as const;

const bodies: Readonly<Record<string, Attack>> = {
  'many bodies of 60 MB to the recorder': {
    server: 'record',
    upstream: ['HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}'],
    ...bodiesOf(60, '/v1/messages', ...asMessage),
    reads: true,
  },
  'many bodies of 23 MB to the gateway': {
    server: 'gateway',
    upstream: ['HTTP/1.1 400 No\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}'],
    ...bodiesOf(23, '/v1/messages', ...asMessage),
    reads: true,
  },
  'many bodies without an end to the gateway': {
    server: 'gateway',
    upstream: [stream],
    ...endlessBodiesOf(23, '/v1/messages', ...asMessage),
    reads: true,
  },
  'many bodies of 31 MB to the simulator': {
    server: 'sim',
    ...bodiesOf(
      31,
      '/v1/responses',
      '{"model":"gpt-5.5","stream":true,"store":false,"input":"',
      '"}',
    ),
    reads: true,
  },
};

/** They reach what another one reaches too: a change need not wait for them. */
const atNight: ReadonlySet<string> = new Set([
  'endless tiny WebSocket frames of a client',
  'deflate bombs of an upstream, just small enough',
  'deflate bombs to the simulator that are requests',
  'chunks of one byte to the gateway',
  'a line of JSON that does not end',
  'an event with lines without end',
  'many bodies without an end to the gateway',
]);
const played = Object.entries({ ...attacks, ...messages, ...bodies }).filter(
  ([name]) => isNightly || !atNight.has(name),
);

async function startUpstream([once, block]: readonly [string, (() => Buffer)?]): Promise<string> {
  const endless = block?.();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket
      .on('error', () => {})
      .once('data', () => {
        socket.write(once);
        socket.resume();
        if (endless !== undefined) void flood(socket, endless);
      });
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await new Promise((listening) => server.once('listening', listening));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function startServer(name: Attack['server'], upstream: string) {
  const db = join(mkdtempSync(join(tmpdir(), 'turntape-hostile-')), 'private', 'tape.db');
  const flags = {
    record: ['--upstream-anthropic', upstream, '--upstream-openai', upstream, '--db', db],
    gateway: ['--backend', `${upstream}/v1`, '--db', db],
    sim: [],
  }[name];
  const { child, url, stop } = await serve([name, ...flags]);
  const peak = (): number => {
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024;
  };
  return { url, peak, stop };
}

test.runIf(process.platform === 'linux').each(played)(
  '%s: memory is bounded, and others are answered',
  async (name, { server, upstream, client, ends, clients, reads }) => {
    const { url, peak, stop } = await startServer(
      server,
      upstream ? await startUpstream(upstream) : '',
    );
    const port = Number(new URL(url).port);
    const [first, block] = client;
    const endless = block?.();
    const floods: Promise<void>[] = [];
    let takenAt = performance.now();
    const onTaken = (): void => {
      takenAt = performance.now();
    };
    for (let index = 0; index < clients; index++) {
      const socket = connect(port, '127.0.0.1').on('error', () => {});
      sockets.add(socket);
      await once(socket, 'connect');
      socket.write(first(port));
      if (reads) socket.resume();
      if (endless === undefined) continue;
      const [blocks, last] = ends ?? [];
      const flooded = flood(socket, endless, blocks && blocks * endless.length, onTaken);
      floods.push(flooded.then(() => void (last !== undefined && socket.write(last))));
    }
    // What has an end is sent to it, however slow the machine is; unless no more is taken, or it is
    // found out.
    const enough = (async () => {
      await setTimeout(hostileMs);
      const giveUpAt = performance.now() + patienceMs;
      while (ends !== undefined && peak() < megabytesMax && performance.now() < giveUpAt) {
        if (performance.now() - takenAt > stalledMs) return;
        await setTimeout(100);
      }
    })();
    await (floods.length > 0 ? Promise.race([enough, Promise.all(floods)]) : enough);
    const other = await fetch(`${url}/not-there`);
    expect(other.status).toBe(404);
    if (process.env['TURNTAPE_SHOW_PEAKS'])
      process.stderr.write(`${name}: ${peak().toFixed(0)} MiB\n`);
    expect(peak()).toBeGreaterThan(50);
    expect(peak()).toBeLessThan(megabytesMax);
    await stop('SIGKILL');
  },
  120_000,
);
