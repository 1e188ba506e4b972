// Clients and upstreams that send nearly anything, over real sockets, at recorder, gateway,
// simulator and tunnel: each stays alive, keeps its memory, and accounts for every request that its
// upstream saw. And recordings of nearly anything, which the commands that read them read or refuse.
// `npm run test:fuzz` does it for ten minutes (TURNTAPE_FUZZ_SECONDS), the ordinary run for some
// seconds, always the same.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { connect as connectTls } from 'node:tls';
import { fileURLToPath } from 'node:url';
import fc, { type Arbitrary } from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { defectText } from '../src/lib/defect.ts';
import { sha256 } from '../src/lib/sha256.ts';
import { startTestProxy } from '../src/proxy/proxy.test-support.ts';
import { listExchanges, readExchange } from '../src/store/exchanges.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { listSessions } from '../src/store/sessions.ts';
import { createPrivateCertificate } from '../src/tls/private-certificate.ts';
import { upstreamBytes } from './fuzz/answers.ts';
import { defectOnTerminal, defectToClient } from './fuzz/defects.ts';
import { clientBytes, connectBytes, handshakeBytes, plainTurn } from './fuzz/inputs.ts';
import {
  type ClientManners,
  clientManners,
  count,
  fine,
  polite,
  politeClient,
  startUpstream,
  throwAt,
  type Upstream,
  type UpstreamManners,
  upstreamManners,
} from './fuzz/peers.ts';
import { fuzzedRecording, readingCommands, recordingLines } from './fuzz/recordings.ts';
import { fuzzedTurn, playFuzzedTurn } from './fuzz/turns.ts';
import { turntape } from './turntape.ts';

const program = fileURLToPath(new URL('../bin/turntape.js', import.meta.url));
const seconds = Number(process.env['TURNTAPE_FUZZ_SECONDS'] ?? 0);
/** What shares the time: translator, readers, three servers, a tunnel in three stages. */
const targets = 8;
const isShort = seconds === 0;
const settings = isShort
  ? { seed: 16, numRuns: 20 }
  : {
      numRuns: Number.MAX_SAFE_INTEGER,
      interruptAfterTimeLimit: (seconds / targets) * 1000,
      markInterruptAsFailure: false,
    };
/** With the commands that read what was recorded, on a busy machine. */
const timeout = 600_000 + seconds * 1000;
/** Clients at once. */
const clients = 4;
const megabytesMax = 512 + 64;
/** Of what led to a defect. */
const shownMax = 30_000;

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function shownBytes(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .slice(0, shownMax)
    .replaceAll(/[^\t\n\x20-\x7e]/g, '.');
}

/** @param isAlive asks for something ordinary, and fails where it does not come */
async function fuzz(
  sent: Arbitrary<Buffer>,
  open: () => Socket | Promise<Socket>,
  upstream: Upstream | null,
  isAlive: () => Promise<void>,
  /** What it has told of a mistake of its own since it was asked; null: nothing. */
  defect: () => string | null,
  /** Comes first, so that the upstream is reached whatever is made up behind it. */
  plain?: Buffer,
): Promise<void> {
  const client = fc.tuple(sent, clientManners);
  const several = fc.array(client, { minLength: 1, maxLength: clients });
  const input = fc.tuple(several, upstreamBytes, upstreamManners);
  const examples: [[[Buffer, ClientManners][], Buffer, UpstreamManners]][] =
    plain === undefined ? [] : [[[[[plain, politeClient]], fine, polite]]];
  await fc.assert(
    fc.asyncProperty(input, async ([thrown, answer, manners]) => {
      if (upstream !== null) Object.assign(upstream, { answer, manners });
      const answers = await Promise.all(
        thrown.map(async ([bytes, how]) => throwAt(await open(), bytes, how)),
      );
      if (upstream !== null) Object.assign(upstream, { answer: fine, manners: polite });
      await isAlive();
      const found = defectToClient(answers) ?? defect();
      if (found !== null) {
        const sentText = thrown.map(([bytes]) => shownBytes(bytes));
        throw new Error(
          `${found}\nsent: ${sentText.join('\n---\n')}\nanswered: ${shownBytes(answer)}`,
        );
      }
    }),
    { ...settings, examples },
  );
}

/** Of a server's stderr. */
const toldMax = 100_000;

async function startServer(name: 'record' | 'gateway' | 'sim', flags: string[], db: string) {
  const recorded = name === 'sim' ? [] : ['--db', db];
  const child: ChildProcess = spawn(
    process.execPath,
    [program, name, '--json', ...flags, ...recorded],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let told = '';
  child.stderr?.on('data', (text) => {
    told = `${told}${text}`.slice(-toldMax);
  });
  closers.push(() => child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const line = await new Promise<string>((resolve, reject) => {
    lines.once('line', resolve);
    child.once('close', () => reject(new Error(`${name} ended before it listened: ${told}`)));
  });
  const { url } = JSON.parse(line) as { url: string };
  const { hostname, port, host } = new URL(url);
  return {
    url,
    host,
    open: () => connect(Number(port), hostname),
    /** What it said at its end; '' while it lives. */
    died: () => ((child.exitCode ?? child.signalCode) === null ? '' : told),
    defect(): string | null {
      const found = defectOnTerminal(told);
      told = '';
      return found;
    },
    /** Ends it, as a user does. @returns its exit code, and what it told to the end */
    async stop(): Promise<[code: number | null, defect: string | null]> {
      if (process.platform === 'linux') {
        const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
        expect(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024).toBeLessThan(megabytesMax);
      }
      const closed = once(child, 'close') as Promise<[number | null]>;
      child.kill('SIGTERM');
      const [code] = await closed;
      return [code, defectOnTerminal(told)];
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

/** Sessions that are read one by one. */
const readMax = isShort ? 1 : 5;

/** Commands that end in an internal error where what was recorded is read. */
function unreadable(db: string): string[] {
  const reader = openDatabase(db, { mode: 'read' });
  const ids = listSessions(reader).map(({ id }) => id);
  reader.close();
  const all = [
    'sessions',
    'doctor',
    'export --jsonl --allow-secrets',
    'export --har --allow-secrets',
  ];
  const each = ids.slice(0, readMax).flatMap((id) => [`show ${id} --json`, `explain ${id}`]);
  return [...all, ...each].flatMap((command) => {
    const { status, stderr } = spawnSync(
      process.execPath,
      [program, ...command.split(' '), '--db', db],
      { encoding: 'utf8', maxBuffer: 1e9 },
    );
    return status === 0 || status === 1 || status === 2 ? [] : [`${command}: ${stderr}`];
  });
}

const newDatabase = (): string =>
  join(mkdtempSync(join(tmpdir(), 'turntape-fuzz-')), 'private', 'tape.db');

/** Without sockets, and as many as it needs to get everywhere. */
const turns = 500;

test(
  'the translator: whatever comes ends in a message or an error',
  () => {
    const ends = new Map<string, number>();
    fc.assert(
      fc.property(fuzzedTurn, (turn) => {
        count(ends, playFuzzedTurn(turn));
      }),
      isShort ? { ...settings, numRuns: turns } : settings,
    );
    expect([...ends.keys()].sort()).toEqual(['commit', 'failed', 'refused']);
  },
  timeout,
);

/** Each is read by more than twenty commands. */
const recordings = 3;

test(
  'the readers: whatever was recorded is read, or refused in a line',
  async () => {
    // What is interrupted goes on beside the next test, in another folder than that one expects.
    const lastMs = performance.now() + (isShort ? timeout : 800 * (seconds / targets));
    await fc.assert(
      fc.asyncProperty(fuzzedRecording, async (recording) => {
        if (performance.now() > lastMs) return;
        const cwd = mkdtempSync(join(tmpdir(), 'turntape-fuzz-'));
        try {
          writeFileSync(join(cwd, 'one.jsonl'), recordingLines(recording));
          for (const command of ['import one.jsonl', ...readingCommands]) {
            const { code, stderr } = await turntape([...command.split(' '), '--db', 'a.db'], {
              cwd,
            });
            expect([0, 1, 2, 3], `${command}: ${stderr}`).toContain(code);
          }
        } finally {
          rmSync(cwd, { recursive: true });
        }
      }),
      isShort ? { ...settings, numRuns: recordings } : settings,
    );
  },
  timeout,
);

test.each(['record', 'gateway'] as const)(
  '%s: alive, bounded, and every request that the upstream saw is accounted for',
  async (name) => {
    const upstream = await startUpstream();
    closers.push(upstream.close);
    const { url } = upstream;
    const db = newDatabase();
    const flags =
      name === 'gateway'
        ? [
            '--backend',
            `${url}/v1`,
            '--set',
            'reasoning_continuity=true',
            '--set',
            'reasoning_carrier=hybrid',
          ]
        : ['anthropic', 'openai', 'chatgpt'].flatMap((one) => [`--upstream-${one}`, url]);
    const server = await startServer(name, flags, db);
    const isAlive = async (): Promise<void> => {
      expect(server.died()).toBe('');
      const answer = await fetch(`${server.url}${name === 'record' ? '/v1/models' : '/api/hello'}`);
      expect(answer.status).toBe(200);
    };
    const { host, open, defect } = server;
    await fuzz(clientBytes(host), open, upstream, isAlive, defect, plainTurn(host));
    expect(await server.stop()).toEqual([0, null]);
    expect(upstream.seen.size).toBeGreaterThan(0);
    expect(unaccounted(upstream.seen, db)).toBe(0);
    expect(unreadable(db)).toEqual([]);
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
    await fuzz(clientBytes(server.host), server.open, null, isAlive, server.defect);
    expect(await server.stop()).toEqual([0, null]);
  },
  timeout,
);

test(
  'the tunnel, before TLS and in it: alive, and every request is accounted for',
  async () => {
    const upstream = await startUpstream();
    closers.push(upstream.close);
    const made = await createPrivateCertificate(Date.now(), ['agent.example']);
    const secret = { user: 'u', password: 'p' };
    const defects: unknown[] = [];
    const defect = (): string | null => defects.map(defectText).shift() ?? null;
    const proxy = await startTestProxy(upstream.url, {
      onDefect: (error) => defects.push(error),
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
    const openPlain = (): Socket => connect(proxy.port, '127.0.0.1');
    await fuzz(
      connectBytes(`Proxy-Authorization: ${authorization}`),
      openPlain,
      null,
      isAlive,
      defect,
    );
    await fuzz(handshakeBytes, openTunnel, null, isAlive, defect);
    const host = 'agent.example';
    await fuzz(clientBytes(host), openInside, upstream, isAlive, defect, plainTurn(host));
    const stored = new Map<string, number>();
    for (const { start } of proxy.sink.exchanges) count(stored, sha256(start.body));
    expect(upstream.seen.size).toBeGreaterThan(0);
    expect(missing(upstream.seen, stored)).toBe(0);
  },
  timeout,
);
