// `record`, `sessions` and `show` as a user runs them: real processes, real sockets, real files.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { listExchanges, readExchange } from '../src/store/exchanges.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { listSessions } from '../src/store/sessions.ts';

const program = fileURLToPath(new URL('../bin/turntape.js', import.meta.url));
const secrets = [
  'sk-ant-api-secret',
  'bearer-secret',
  'cookie-secret',
  'set-cookie-secret',
  'query-secret',
];

const processes: ChildProcess[] = [];
const servers: Server[] = [];
afterEach(() => {
  for (const child of processes.splice(0)) child.kill('SIGKILL');
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

function newDatabase(): string {
  return join(mkdtempSync(join(tmpdir(), 'turntape-record-')), 'private', 'tape.db');
}

interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

function start(args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  const child = spawn(process.execPath, [program, ...args], { env: { ...process.env, ...env } });
  processes.push(child);
  return child;
}

async function finish(child: ChildProcess): Promise<Finished> {
  const output = { stdout: '', stderr: '' };
  child.stdout?.on('data', (part) => (output.stdout += String(part)));
  child.stderr?.on('data', (part) => (output.stderr += String(part)));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...output };
}

const run = (args: readonly string[], env?: Record<string, string>): Promise<Finished> =>
  finish(start(args, env));

async function startUpstream(
  serve: (request: IncomingMessage, response: ServerResponse, body: string) => void,
): Promise<string> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => (body += String(part)));
    request.on('end', () => serve(request, response, body));
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Starts a recorder without a child. */
async function startRecorder(
  db: string,
  upstream: string,
): Promise<{ child: ChildProcess; url: string }> {
  const flags = ['--upstream-anthropic', upstream, '--upstream-openai', upstream];
  const child = start(['record', '--json', '--db', db, ...flags]);
  if (child.stdout === null) throw new TypeError('no stdout');
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const event = JSON.parse(line) as { event: string; url: string };
  expect(event.event).toBe('listening');
  return { child, url: event.url };
}

const clientHeaders = {
  'x-claude-code-session-id': 'c-1',
  'x-api-key': secrets[0] ?? '',
  authorization: `Bearer ${secrets[1]}`,
  cookie: `sid=${secrets[2]}`,
};

test('a child runs through the proxy, owns stdout, and its exit code is passed on', async () => {
  const upstream = await startUpstream((_request, response, body) => response.end(`got ${body}`));
  const db = newDatabase();
  const script = join(dirname(dirname(db)), 'client.mjs');
  writeFileSync(
    script,
    `const answer = await fetch(process.env.ANTHROPIC_BASE_URL + '/v1/messages', { method: 'POST', body: '{"model":"m"}' });
     console.log(await answer.text());
     process.exitCode = 7;`,
  );
  const flags = ['--db', db, '--upstream-anthropic', upstream, '--json'];
  const { code, stdout, stderr } = await run(['record', ...flags, '--', process.execPath, script]);
  expect(stdout).toBe('got {"model":"m"}\n');
  expect(code).toBe(7);
  expect(stderr).toContain('"event":"listening"');

  const listed = await run(['sessions', '--db', db, '--json']);
  const [session] = JSON.parse(listed.stdout) as Record<string, unknown>[];
  expect(session).toMatchObject({
    ...{ client: 'other', side: 'client', kind: 'turn', model: 'm', exchanges: 1, turns: 1 },
    ...{ parent: null, agent_id: null, status_counts: { 200: 1 }, cut: 0, gaps: 0 },
  });
  const shown = await run(['show', String(session?.['id']), '--db', db, '--json']);
  const { exchanges } = JSON.parse(shown.stdout) as { exchanges: Record<string, unknown>[] };
  expect(exchanges[0]).toMatchObject({
    ...{ seq: 0, method: 'POST', path: '/v1/messages', status: 200, request_bytes: 13 },
    ...{ response_bytes: 17, ttft_ms: null, usage: null, linked_exchanges: [] },
  });
  const id = String(exchanges[0]?.['id']);
  const part = (name: string) => run(['show', id, '--db', db, '--part', name]);
  expect((await part('request-body')).stdout).toBe('{"model":"m"}');
  expect((await part('response-body')).stdout).toBe('got {"model":"m"}');
});

test('a signal reaches the child, whose own exit code is passed on', async () => {
  const script =
    'process.on("SIGTERM", () => process.exit(5)); setInterval(() => {}, 1e6); console.log("ready")';
  const flags = ['record', '--quiet', '--db', newDatabase()];
  const recorder = start([...flags, '--', process.execPath, '-e', script]);
  const finished = finish(recorder);
  await once(recorder.stdout ?? recorder, 'data');
  recorder.kill('SIGTERM');
  // Where traffic goes is said under --quiet too, and nothing else.
  const vendors = 'https://api.anthropic.com, https://api.openai.com, https://chatgpt.com';
  const stderr = `turntape: requests go to ${vendors}\n`;
  expect(await finished).toEqual({ code: 5, stdout: 'ready\n', stderr });
});

test('a killed recorder leaves earlier exchanges whole and the running one cut', async () => {
  const upstream = await startUpstream((_request, response, body) => {
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'set-cookie': secrets[3] ?? '',
    });
    if (body.includes('"first"')) response.end('data: whole\n\n');
    else response.write('data: part\n\n');
  });
  const db = newDatabase();
  const { child, url } = await startRecorder(db, upstream);
  const send = (body: string) =>
    fetch(`${url}/v1/messages?key=${secrets[4]}`, { method: 'POST', body, headers: clientHeaders });
  expect(await (await send('{"x":"first"}')).text()).toBe('data: whole\n\n');
  const running = await send('{"x":"second, with the first one in it"}');
  await running.body?.getReader().read();

  const reader = openDatabase(db, { mode: 'read' });
  const exchanges = () => listExchanges(reader, listSessions(reader)[0]?.id ?? '');
  while (exchanges()[1]?.responseBytes !== 12) await nextTurn(); // within 250 ms
  expect(exchanges()[1]?.outcome).toBe('running');
  child.kill('SIGKILL');
  await once(child, 'exit');

  const found = exchanges();
  expect(found.map(({ outcome }) => outcome)).toEqual(['complete', 'cut']);
  const text = (id: string | undefined) =>
    Buffer.from(readExchange(reader, id ?? '')?.responseBody ?? []).toString();
  expect(text(found[0]?.id)).toBe('data: whole\n\n');
  expect(text(found[1]?.id)).toBe('data: part\n\n');
  const body = readExchange(reader, found[1]?.id ?? '')?.body ?? [];
  expect(Buffer.from(body).toString()).toContain('second');
  expect(listSessions(reader)[0]?.incomplete).toBe(1);

  // Nothing secret is in any file, and all files are private.
  expect(statSync(dirname(db)).mode & 0o777).toBe(0o700);
  const files = readdirSync(dirname(db));
  expect(files).toContain('tape.db-wal');
  for (const file of files) {
    const path = join(dirname(db), file);
    expect(statSync(path).mode & 0o077).toBe(0);
    const bytes = readFileSync(path);
    for (const secret of secrets) expect(bytes.includes(secret)).toBe(false);
  }
  reader.close();
  // The next recorder continues with the same file.
  const next = await startRecorder(db, upstream);
  next.child.kill('SIGTERM');
  await once(next.child, 'exit');
});

test('two recorders and readers share a database, and nothing is unaccounted for', async () => {
  const upstream = await startUpstream((_request, response) => response.end('{}'));
  const db = newDatabase();
  const recorders = await Promise.all([startRecorder(db, upstream), startRecorder(db, upstream)]);
  const calls = Array.from({ length: 40 }, (_, index) => {
    const { url } = recorders[index % 2] ?? { url: '' };
    const headers = { 'x-claude-code-session-id': `c-${index % 4}` };
    return fetch(`${url}/v1/messages`, { method: 'POST', body: `{"n":${index}}`, headers });
  });
  const readers = Array.from({ length: 3 }, () => run(['sessions', '--db', db, '--json']));
  for (const answer of await Promise.all(calls)) expect(answer.status).toBe(200);
  for (const { code } of await Promise.all(readers)) expect(code).toBe(0);
  for (const { child } of recorders) {
    child.kill('SIGINT');
    const [code] = (await once(child, 'exit')) as [number | null];
    expect(code).toBe(130);
  }
  const listed = await run(['sessions', '--db', db, '--json']);
  const sessions = JSON.parse(listed.stdout) as { exchanges: number; gaps: number; cut: number }[];
  expect(sessions).toHaveLength(4);
  const sum = (field: 'exchanges' | 'gaps' | 'cut') =>
    sessions.reduce((total, session) => total + session[field], 0);
  // On a machine that pauses for a second an exchange may be dropped, but never unaccounted for.
  expect([sum('exchanges') + sum('gaps'), sum('cut')]).toEqual([40, 0]);
});

test.each<[string, (db: string) => string[], RegExp]>([
  [
    'a command that does not exist',
    (db) => ['record', '--db', db, '--', 'no-such-program'],
    /cannot start `no-such-program`/,
  ],
  [
    'an address of this machine’s network',
    (db) => ['record', '--db', db, '--listen', '0.0.0.0:0'],
    /reachable from other machines/,
  ],
  [
    'an upstream that is not a URL',
    (db) => ['record', '--db', db, '--upstream-openai', 'x'],
    /--upstream-openai x/,
  ],
  ['a missing database', (db) => ['sessions', '--db', db], /there is no database at/],
])('%s is one clear line and exit code 2', async (_name, args, message) => {
  const { code, stderr, stdout } = await run(args(newDatabase()));
  const own = stderr.split('\n').filter((line) => message.test(line));
  expect(own).toHaveLength(1);
  expect(stdout).toBe('');
  expect(code).toBe(2);
});

test('a database of a newer version is refused by every command and stays as it is', async () => {
  const db = newDatabase();
  const database = openDatabase(db, { mode: 'write' });
  database.pragma('user_version = 99');
  database.close();
  const before = readFileSync(db);
  for (const args of [['sessions'], ['show', 's_x'], ['record']]) {
    const { code, stderr } = await run([...args, '--db', db]);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain('has version 99');
    expect(code).toBe(2);
  }
  expect(readFileSync(db).equals(before)).toBe(true);
});

test('--tls: a child trusts the private authority, and its key and files are gone afterwards', async () => {
  const upstream = await startUpstream((_request, response, body) => response.end(`got ${body}`));
  const db = newDatabase();
  const script = join(dirname(dirname(db)), 'client.mjs');
  writeFileSync(
    script,
    `import { statSync } from 'node:fs';
     import { dirname } from 'node:path';
     const url = process.env.ANTHROPIC_BASE_URL + '/v1/messages';
     const answer = await fetch(url, { method: 'POST', body: '{}' });
     const folder = dirname(process.env.SSL_CERT_FILE);
     console.log(url.slice(0, 8), await answer.text(), (statSync(folder).mode & 0o777).toString(8), folder);`,
  );
  const flags = ['--tls', '--quiet', '--db', db, '--upstream-anthropic', upstream];
  const { code, stdout } = await run(['record', ...flags, '--', process.execPath, script]);
  expect(stdout).toMatch(/^https:\/\/ got \{\} 700 /);
  expect(existsSync(stdout.trim().split(' ').at(-1) ?? '')).toBe(false);
  expect(code).toBe(0);
});
