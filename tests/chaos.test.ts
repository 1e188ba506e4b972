// A recorder that is killed at random moments, many streams at once, many exchanges: real
// processes, real sockets. `npm run test:chaos` does two hundred kills and ten thousand exchanges;
// the ordinary run a few.
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { createSeededRandom } from '../src/lib/seeded-random.ts';
import { sha256 } from '../src/lib/sha256.ts';
import { listExchanges, readExchange } from '../src/store/exchanges.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { listSessions } from '../src/store/sessions.ts';
import { killPoints } from './kill-points.ts';
import { isNightly } from './nightly.ts';
import { run, type Served, serve } from './program.ts';

const exchangesInARow = isNightly ? 10_000 : 150;
const chunksPerStream = 30;
/** What was written this long before the kill must be whole: five times what is promised. */
const settledMs = 1_250;
/** A bound for connections that are in closing; what leaks stays open for longer. */
const closedMsMax = 20_000;

const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close().closeAllConnections();
});

/** Streams numbered events; remembers every request body that reached it. */
async function startUpstream(): Promise<{ url: string; arrived: string[] }> {
  const arrived: string[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      arrived.push(Buffer.concat(parts).toString());
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const write = (index: number): void => {
        if (response.destroyed) return;
        response.write(event(index));
        if (index + 1 < chunksPerStream) setImmediate(write, index + 1);
        else response.end();
      };
      write(0);
    });
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, arrived };
}

const event = (index: number): string => `event: n\ndata: ${index}\n\n`;
const whole = Array.from({ length: chunksPerStream }, (_, index) => event(index)).join('');

const startRecorder = (db: string, upstream: string): Promise<Served> =>
  serve(['record', '--db', db, '--upstream-anthropic', upstream]);

function newDatabase(): string {
  return join(mkdtempSync(join(tmpdir(), 'turntape-chaos-')), 'private', 'tape.db');
}

test(
  `${killPoints} kills at random moments: what was forwarded is recorded, what had ended is whole`,
  async () => {
    const random = createSeededRandom('chaos');
    const { url: upstream, arrived } = await startUpstream();
    const db = newDatabase();
    const ended = new Map<string, number>();
    let serial = 0;
    for (let point = 0; point < killPoints; point++) {
      const recorder = await startRecorder(db, upstream);
      const wanted = random.integer(400);
      let seen = 0;
      let killedAt = Number.POSITIVE_INFINITY;
      const client = async (): Promise<void> => {
        while (killedAt === Number.POSITIVE_INFINITY) {
          const body = `{"model":"m","serial":${serial++},"history":"${'h'.repeat(serial)}"}`;
          const headers = { 'x-claude-code-session-id': `c-${serial % 3}` };
          const answer = await fetch(`${recorder.url}/v1/messages`, {
            method: 'POST',
            body,
            headers,
          });
          const reader = answer.body?.getReader();
          for (;;) {
            const part = await reader?.read();
            if (part === undefined || part.done) break;
            if (++seen >= wanted && killedAt === Number.POSITIVE_INFINITY) {
              killedAt = performance.now();
              void recorder.stop('SIGKILL');
            }
          }
          ended.set(body, performance.now());
        }
      };
      // The kill breaks the connections: that is the point.
      await Promise.allSettled(Array.from({ length: 4 }, client));
      await recorder.ended;
      for (const [body, endedAt] of ended) if (endedAt > killedAt - settledMs) ended.delete(body);
    }
    const reader = openDatabase(db, { mode: 'read' });
    expect(reader.pragma('integrity_check', { simple: true })).toBe('ok');
    const stored = new Map(
      listSessions(reader)
        .flatMap(({ id }) => listExchanges(reader, id))
        .map(({ id, outcome }) => {
          const { body = [], responseBody = [] } = readExchange(reader, id) ?? {};
          const text = Buffer.from(responseBody).toString();
          return [sha256(Buffer.from(body)), { outcome, text }] as const;
        }),
    );
    reader.close();
    const of = (body: string) => stored.get(sha256(Buffer.from(body)));
    expect(arrived.length).toBeGreaterThan(killPoints);
    expect(arrived.filter((body) => of(body) === undefined)).toEqual([]);
    for (const { outcome, text } of stored.values()) {
      expect(whole.startsWith(text)).toBe(true);
      expect(outcome === 'complete' ? text : whole).toBe(whole);
    }
    for (const body of ended.keys()) expect(of(body)?.outcome).toBe('complete');
    const running = [...stored.values()].filter(({ outcome }) => outcome === 'running');
    expect(running).toEqual([]);
  },
  killPoints * 10_000,
);

test('64 streams at once, then as many again: all whole, no descriptor left open', async () => {
  const { url: upstream } = await startUpstream();
  const db = newDatabase();
  const { child, stop, url } = await startRecorder(db, upstream);
  const descriptors = (): number => readdirSync(`/proc/${child.pid}/fd`).length;
  const round = async (from: number): Promise<void> => {
    const answers = Array.from({ length: 64 }, async (_, index) => {
      const headers = { 'x-claude-code-session-id': `c-${index % 8}`, connection: 'close' };
      const body = `{"n":${from + index}}`;
      const answer = await fetch(`${url}/v1/messages`, { method: 'POST', body, headers });
      expect(await answer.text()).toBe(whole);
    });
    await Promise.all(answers);
  };
  await round(0);
  const after = process.platform === 'linux' ? descriptors() : 0;
  for (let at = 1; at < 5; at++) await round(at * 64);
  // Upstream connections are kept for the next request: as many as there were streams.
  if (process.platform === 'linux') {
    await vi.waitFor(() => expect(descriptors()).toBeLessThanOrEqual(after + 64), closedMsMax);
  }
  await stop();
  const reader = openDatabase(db, { mode: 'read' });
  const found = listSessions(reader);
  expect(
    found.map(({ exchanges, incomplete, dropped }) => [exchanges, incomplete, dropped]),
  ).toEqual(Array.from({ length: 8 }, () => [40, 0, 0]));
  for (const { id } of found.flatMap((one) => listExchanges(reader, one.id))) {
    expect(Buffer.from(readExchange(reader, id)?.responseBody ?? []).toString()).toBe(whole);
  }
  reader.close();
});

test(
  `${exchangesInARow} exchanges, every tenth cut by its client, leave no descriptor open`,
  async () => {
    const { url: upstream } = await startUpstream();
    const db = newDatabase();
    const { child, stop, url } = await startRecorder(db, upstream);
    const descriptors = (): number => readdirSync(`/proc/${child.pid}/fd`).length;
    const agent = new Agent({ keepAlive: true, maxSockets: 8 });
    let next = 0;
    const post = (serial: number): Promise<void> =>
      new Promise((resolve, reject) => {
        const headers = { 'x-claude-code-session-id': `c-${serial % 4}` };
        const options = { agent, method: 'POST', headers };
        const outgoing = request(`${url}/v1/messages`, options, (response) => {
          if (serial % 10 === 0) response.once('data', () => outgoing.destroy());
          response.on('data', () => {});
          response.on('error', () => {}); // cut on purpose
          response.on('close', resolve);
        });
        outgoing.on('error', reject);
        outgoing.end(`{"n":${serial}}`);
      });
    const playUntil = async (end: number): Promise<void> => {
      const client = async (): Promise<void> => {
        while (next < end) await post(next++);
      };
      await Promise.all(Array.from({ length: 8 }, client));
    };
    await playUntil(100);
    const before = process.platform === 'linux' ? descriptors() : 0;
    await playUntil(exchangesInARow);
    // As many connections as there are clients, on both sides; a cut one may be in closing.
    if (process.platform === 'linux') {
      await vi.waitFor(() => expect(descriptors()).toBeLessThanOrEqual(before + 16), closedMsMax);
    }
    agent.destroy();
    await stop();
    const reader = openDatabase(db, { mode: 'read' });
    const found = listSessions(reader);
    expect(found.reduce((sum, { exchanges }) => sum + exchanges, 0)).toBe(exchangesInARow);
    expect(found.map(({ incomplete, dropped }) => [incomplete, dropped])).toEqual(
      found.map(() => [0, 0]),
    );
    reader.close();
  },
  60_000 + exchangesInARow * 30,
);

/** Answers with the hash of what it was asked: an answer that belongs to another request shows. */
async function startEcho(): Promise<string> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(echoOf(Buffer.concat(parts)));
    });
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const echoOf = (body: Uint8Array): string => `event: n\ndata: ${sha256(body)}\n\n`;
const disturbances = Math.ceil(killPoints / 3);

/**
 * Exchanges of eight sessions while something is done to the database again and again; at the end a
 * round of them without.
 * @param disturb called with the number of exchanges so far
 * @returns exchanges before that round, and in all
 */
async function recordWhile(
  db: string,
  disturb: (sent: number) => unknown,
): Promise<{ calm: number; sent: number }> {
  const { stop, url } = await startRecorder(db, await startEcho());
  let sent = 0;
  let calm = 0;
  for (let round = 0; round <= disturbances; round++) {
    const disturbed = round < disturbances ? disturb(sent) : undefined;
    calm = sent;
    const clients = Array.from({ length: 8 }, async (_, session) => {
      for (let turn = 0; turn < 5; turn++) {
        const body = `{"model":"m","serial":${sent++},"noise":"${'n'.repeat(10_000)}"}`;
        const headers = { 'x-claude-code-session-id': `c-${session}` };
        const answer = await fetch(`${url}/v1/messages`, { method: 'POST', body, headers });
        expect(await answer.text()).toBe(echoOf(Buffer.from(body)));
      }
    });
    await Promise.all([disturbed, ...clients]);
  }
  await stop();
  return { calm, sent };
}

/** Serials of what is stored; every answer must be the one to its request. */
function readEchoes(db: string): { serials: number[]; dropped: number } {
  const reader = openDatabase(db, { mode: 'read' });
  expect(reader.pragma('integrity_check', { simple: true })).toBe('ok');
  const sessions = listSessions(reader);
  const serials = sessions
    .flatMap(({ id }) => listExchanges(reader, id))
    .map(({ id, outcome }) => {
      const { body = new Uint8Array(0), responseBody = [] } = readExchange(reader, id) ?? {};
      if (outcome === 'complete') {
        expect(Buffer.from(responseBody).toString()).toBe(echoOf(body));
      }
      return Number(/"serial":(\d+)/.exec(Buffer.from(body).toString())?.[1]);
    });
  reader.close();
  return { serials, dropped: sessions.reduce((sum, { dropped }) => sum + dropped, 0) };
}

test(
  'sessions are deleted while they are recorded: no answer is under another request',
  async () => {
    const db = newDatabase();
    const { calm, sent } = await recordWhile(db, async () => {
      const { code } = await run(['prune', '--db', db, '--older-than', '0m', '--quiet']);
      expect(code).toBe(0);
    });
    const { serials } = readEchoes(db);
    expect(new Set(serials).size).toBe(serials.length);
    // All that was said after the last deletion had ended.
    expect(serials.filter((serial) => serial >= calm)).toHaveLength(sent - calm);
  },
  60_000 + killPoints * 5_000,
);

test(
  'the file is deleted while it is recorded into: what was said since is stored or counted',
  async () => {
    const db = newDatabase();
    let last = 0;
    const { sent } = await recordWhile(db, (before) => {
      last = before;
      for (const name of ['', '-wal', '-shm']) rmSync(`${db}${name}`, { force: true });
    });
    const { serials, dropped } = readEchoes(db);
    const since = serials.filter((serial) => serial >= last).length;
    expect(new Set(serials).size).toBe(serials.length);
    expect(since + dropped).toBeGreaterThanOrEqual(sent - last);
  },
  60_000 + killPoints * 5_000,
);

const pageBytes = 4_096;

/** A database's bytes, and its pages but for those that say what tables there are. */
function readPages(path: string): { readonly sound: Buffer; readonly pages: readonly number[] } {
  const database = openDatabase(path, { mode: 'read' });
  expect(database.pragma('page_size', { simple: true })).toBe(pageBytes);
  const ofSchema = database
    .prepare<[], number>("SELECT pageno FROM dbstat WHERE name = 'sqlite_schema'")
    .pluck()
    .all();
  database.close();
  const sound = readFileSync(path);
  const all = Array.from({ length: sound.length / pageBytes }, (_, index) => index);
  return { sound, pages: all.filter((index) => !ofSchema.includes(index + 1)) };
}

test(
  'a database with damaged bytes: what can be read is copied, and the rest is named',
  async () => {
    const random = createSeededRandom('damage');
    const whole = newDatabase();
    await recordWhile(whole, () => undefined);
    const { sound, pages } = readPages(whole);
    for (let round = 0; round < disturbances / 4; round++) {
      const bytes = Buffer.from(sound);
      for (let flips = 0; flips < 8; flips++) {
        const page = pages[random.integer(pages.length)] ?? 0;
        bytes[page * pageBytes + random.integer(pageBytes)] = random.integer(256);
      }
      const db = newDatabase();
      mkdirSync(dirname(db));
      writeFileSync(db, bytes);
      const { code, stdout, stderr } = await run(['doctor', '--repair', '--db', db]);
      const said = stdout + stderr;
      expect(code, said).toBeOneOf([0, 1]);
      expect(said).not.toContain('internal error');
    }
  },
  60_000 + killPoints * 5_000,
);
