// A recorder that the system stops and continues (a laptop that sleeps, Ctrl-Z), and one whose wall
// clock jumps (a time server, a restored machine): real processes, real sockets.
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { listExchanges, readExchange } from '../src/store/exchanges.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { listSessions } from '../src/store/sessions.ts';
import { killPoints as rounds } from './kill-points.ts';
import { serve } from './program.ts';

const sessions = 8;

const servers = new Set<Server>();
afterEach(() => {
  for (const server of servers) server.close().closeAllConnections();
  servers.clear();
});

const begin = 'event: n\ndata: begins\n\n';
const rest = `event: n\ndata: ${'rest '.repeat(2_000)}\n\n`;

/** Begins each answer at once, and ends it when it is told to. */
async function startUpstream() {
  const open = new Set<ServerResponse>();
  let told: () => void = () => {};
  const server = createServer((incoming, response) => {
    incoming.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(begin);
      open.add(response);
      if (open.size === sessions) told();
    });
  }).listen(0, '127.0.0.1');
  servers.add(server);
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    allAsked: () =>
      new Promise<void>((resolve) => {
        told = resolve;
      }),
    endAll() {
      for (const response of open) response.end(rest);
      open.clear();
    },
  };
}

async function startRecorder(upstream: string, options: readonly string[] = []) {
  const folder = mkdtempSync(join(tmpdir(), 'turntape-stopped-'));
  const db = join(folder, 'private', 'tape.db');
  const words = ['record', '--db', db, '--upstream-anthropic', upstream];
  const recorder = await serve(words, { node: options });
  return {
    ...recorder,
    async stop() {
      await recorder.stop();
      const reader = openDatabase(db, { mode: 'read' });
      const found = listSessions(reader).flatMap(({ id }) => listExchanges(reader, id));
      const exchanges = found.map(({ id }) => readExchange(reader, id));
      reader.close();
      return exchanges;
    },
  };
}

/** Posts, and reads the answer to its end. @param onSent the request has left this process */
function post(url: string, serial: number, onSent: () => void = () => {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'x-claude-code-session-id': `c-${serial % sessions}` };
    const outgoing = request(`${url}/v1/messages`, { method: 'POST', headers }, (response) => {
      let text = '';
      response.on('data', (part) => {
        text += String(part);
      });
      response.on('error', reject).on('end', () => resolve(text));
    });
    outgoing.on('error', reject).on('finish', onSent);
    outgoing.end(`{"model":"m","serial":${serial}}`);
  });
}

test('stopped and continued again and again, in answers and before requests: all are whole', async () => {
  const upstream = await startUpstream();
  const { url, child, stop } = await startRecorder(upstream.url);
  const rows = Array.from({ length: sessions }, (_, index) => index);
  for (let round = 0; round < rounds; round++) {
    const isBefore = round % 2 === 0;
    if (isBefore) child.kill('SIGSTOP');
    const sent: Promise<void>[] = [];
    const asked = upstream.allAsked();
    const answers = rows.map((row) => {
      const serial = round * sessions + row;
      const { promise, resolve } = Promise.withResolvers<void>();
      sent.push(promise);
      return post(url, serial, resolve);
    });
    await Promise.all(sent);
    if (isBefore) child.kill('SIGCONT');
    await asked;
    if (!isBefore) child.kill('SIGSTOP');
    upstream.endAll();
    if (!isBefore) child.kill('SIGCONT');
    expect(await Promise.all(answers)).toEqual(rows.map(() => begin + rest));
  }
  const exchanges = await stop();
  expect(exchanges).toHaveLength(rounds * sessions);
  for (const exchange of exchanges) {
    expect(exchange?.end?.outcome).toBe('complete');
    expect(Buffer.from(exchange?.responseBody ?? []).toString()).toBe(begin + rest);
  }
});

const dayMs = 86_400_000;
const jumps = [0, -dayMs, -3_650 * dayMs, 0, 1_825 * dayMs, -Date.now(), dayMs, 0];

test('a wall clock that jumps: every exchange is there, in its order, and none takes negative time', async () => {
  const upstream = await startUpstream();
  const folder = mkdtempSync(join(tmpdir(), 'turntape-turned-'));
  const [offset, clock] = [join(folder, 'offset'), join(folder, 'clock.mjs')];
  writeFileSync(offset, '0');
  // Of every thread: a worker takes the options of its process.
  writeFileSync(
    clock,
    `import { readFileSync } from 'node:fs';
    const real = Date.now.bind(Date);
    Date.now = () => real() + Number(readFileSync(${JSON.stringify(offset)}, 'utf8'));`,
  );
  const { url, stop } = await startRecorder(upstream.url, ['--import', pathToFileURL(clock).href]);
  let serial = 0;
  for (const jump of jumps) {
    writeFileSync(offset, String(jump));
    const asked = upstream.allAsked();
    const answers = Array.from({ length: sessions }, () => post(url, serial++));
    await asked;
    writeFileSync(offset, String(-jump)); // within an answer too
    upstream.endAll();
    expect(await Promise.all(answers)).toHaveLength(sessions);
  }
  const exchanges = await stop();
  expect(exchanges).toHaveLength(jumps.length * sessions);
  for (let session = 0; session < sessions; session++) {
    const serials = exchanges
      .map((one) => Number(/"serial":(\d+)/.exec(Buffer.from(one?.body ?? []).toString())?.[1]))
      .filter((one) => one % sessions === session);
    expect(serials).toEqual(serials.toSorted((a, b) => a - b));
  }
  for (const one of exchanges) {
    expect(one?.end?.outcome).toBe('complete');
    const chunks = one?.chunks.map(({ elapsedMs }) => elapsedMs) ?? [];
    const times = [one?.flushedElapsedMs, one?.response?.elapsedMs, ...chunks, one?.end?.elapsedMs];
    expect(times).toEqual(times.map(() => expect.any(Number)));
    expect(times.map(Number)).toEqual(times.map(Number).toSorted((a, b) => a - b));
    expect(Number(times[0])).toBeGreaterThanOrEqual(0);
  }
});
