// How a recorder ends: whatever the signal, what is in memory is written, and what it cut itself is
// not put down to the client.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { listExchanges, readExchange } from '../src/store/exchanges.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { listSessions } from '../src/store/sessions.ts';

const program = fileURLToPath(new URL('../bin/turntape.js', import.meta.url));
const children: ChildProcess[] = [];
const servers: Server[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  for (const server of servers) server.close().closeAllConnections();
});

/** A recorder with one stream that never ends by itself. */
async function setUp() {
  let answer: ServerResponse | undefined;
  const upstream = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
    answer = response;
  }).listen(0, '127.0.0.1');
  servers.push(upstream);
  await once(upstream, 'listening');
  const { port } = upstream.address() as AddressInfo;
  const db = join(mkdtempSync(join(tmpdir(), 'turntape-stop-')), 'private', 'tape.db');
  const flags = ['--json', '--db', db, '--upstream-anthropic', `http://127.0.0.1:${port}`];
  const child = spawn(process.execPath, [program, 'record', ...flags], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  children.push(child);
  const exit = once(child, 'exit');
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const { url } = JSON.parse(line) as { url: string };
  const reader = (
    await fetch(`${url}/v1/messages`, { method: 'POST', body: '{}' })
  ).body?.getReader();
  await reader?.read();
  answer?.write('data: 2\n\n');
  await reader?.read();
  return { db, child, exit, url };
}

/** Resolves when the server takes no connection any more. */
async function refused(url: string): Promise<void> {
  for (;;) {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    const [outcome] = await Promise.race([
      once(socket, 'connect').then(() => ['taken']),
      once(socket, 'error').then(() => ['refused']),
    ]).catch(() => ['refused']);
    socket.destroy();
    if (outcome === 'refused') return;
    await nextTurn();
  }
}

function recorded(db: string) {
  const reader = openDatabase(db, { mode: 'read' });
  const [exchange] = listExchanges(reader, listSessions(reader)[0]?.id ?? '');
  const { responseBody = [], end } = readExchange(reader, exchange?.id ?? '') ?? {};
  reader.close();
  return { text: Buffer.from(responseBody).toString(), outcome: end?.outcome, error: end?.error };
}

const whole = {
  text: 'data: 1\n\ndata: 2\n\n',
  outcome: 'stopped',
  error: 'turntape was stopped before the answer was complete',
};

test.each([
  ['SIGTERM', 0],
  ['SIGHUP', 0],
  ['SIGINT', 130],
] as const)(
  '%s: what is under way is cut after a while, and written down as that',
  async (signal, code) => {
    const { db, child, exit } = await setUp();
    child.kill(signal);
    expect(await exit).toEqual([code, null]);
    expect(recorded(db)).toEqual(whole);
  },
);

test('a second signal cuts it at once, and what is in memory is written all the same', async () => {
  const { db, child, exit, url } = await setUp();
  child.kill('SIGINT');
  await refused(url);
  child.kill('SIGINT');
  expect(await exit).toEqual([130, null]);
  expect(recorded(db)).toEqual(whole);
});
