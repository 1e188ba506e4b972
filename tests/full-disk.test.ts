// A recorder whose disk fills up: a real process, its database on a tmpfs of one megabyte.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { listExchanges, readExchange } from '../src/store/exchanges.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { listSessions } from '../src/store/sessions.ts';

const program = fileURLToPath(new URL('../bin/turntape.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'turntape-full-'));
const mount = (options: string) =>
  spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]).status === 0;
const canMount = process.platform === 'linux' && mount('size=1m');
const children: ChildProcess[] = [];
const servers: Server[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  for (const server of servers) server.close();
  if (canMount) spawnSync('umount', ['-l', folder]);
  rmSync(folder, { recursive: true, force: true });
});

/** Does not shrink, and is another one each time. */
const noise = (seed: number): string =>
  Array.from({ length: 6_000 }, (_, at) =>
    (((at + 7) * (seed + 3) * 7919) % 99991).toString(36),
  ).join('');

const answer = 'event: n\ndata: whole\n\n';
/** About 12 KB each when compressed, and the log holds them twice: more than there is room for. */
const sent = 80;

/** A recorder with a database on the small disk. */
async function setUp(name: string) {
  const upstream = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end(answer);
    });
  }).listen(0, '127.0.0.1');
  servers.push(upstream);
  await once(upstream, 'listening');
  const { port } = upstream.address() as AddressInfo;
  const db = join(folder, name, 'tape.db');
  const flags = ['--json', '--db', db, '--upstream-anthropic', `http://127.0.0.1:${port}`];
  const child = spawn(process.execPath, [program, 'record', ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let told = '';
  child.stderr?.on('data', (text) => {
    told += text;
  });
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const [line] = (await once(lines, 'line')) as [string];
  const { url } = JSON.parse(line) as { url: string };
  const post = async (serial: number): Promise<string> => {
    const headers = { 'x-claude-code-session-id': 'c-1' };
    const body = `{"model":"m","serial":${serial},"noise":"${noise(serial)}"}`;
    return (await fetch(`${url}/v1/messages`, { method: 'POST', body, headers })).text();
  };
  return {
    post,
    told: () => told,
    /** Ends the recorder. @param prepare what has to be there to read */
    async finish(prepare = (): void => {}) {
      child.kill('SIGTERM');
      await once(child, 'exit');
      prepare();
      const reader = openDatabase(db, { mode: 'read' });
      const [session] = listSessions(reader);
      const stored = listExchanges(reader, session?.id ?? '');
      const bodies = stored.map(({ id }) =>
        Buffer.from(readExchange(reader, id)?.body ?? []).toString(),
      );
      const soundness = reader.pragma('integrity_check', { simple: true });
      reader.close();
      rmSync(join(folder, name), { recursive: true });
      return { soundness, dropped: session?.dropped ?? 0, bodies };
    },
  };
}

const needsMount = (skip: (reason: string) => void): boolean => {
  if (!canMount) skip('SKIPPED: a small tmpfs cannot be mounted here (needs Linux and root)');
  return canMount;
};

test('a full disk: traffic continues, what was recorded stays, and recording resumes', async (context) => {
  if (!needsMount(context.skip)) return;
  const { post, told, finish } = await setUp('for-a-while');
  for (let serial = 0; serial < sent; serial++) expect(await post(serial)).toBe(answer);
  expect(told()).toContain('was not recorded');
  expect(mount('remount,size=16m')).toBe(true);
  expect(await post(sent)).toBe(answer);
  const { soundness, dropped, bodies } = await finish();
  expect(soundness).toBe('ok');
  expect(dropped).toBeGreaterThan(0);
  expect(bodies.length + dropped).toBeGreaterThanOrEqual(sent + 1);
  expect(bodies[0]).toContain('"serial":0,');
  expect(bodies.at(-1)).toContain(`"serial":${sent},`);
  for (const body of bodies) expect(() => JSON.parse(body)).not.toThrow();
});

test('a disk that is full until the end: the database says how much is missing', async (context) => {
  if (!needsMount(context.skip)) return;
  expect(mount('remount,size=1m')).toBe(true);
  const { post, told, finish } = await setUp('until-the-end');
  for (let serial = 0; serial < sent; serial++) expect(await post(serial)).toBe(answer);
  // A reader needs room itself, for what SQLite keeps beside a database.
  const { soundness, dropped, bodies } = await finish(() => mount('remount,size=16m'));
  expect(soundness).toBe('ok');
  expect(bodies.length).toBeLessThan(sent);
  expect(bodies.length + dropped).toBeGreaterThanOrEqual(sent);
  expect(told()).toMatch(new RegExp(`\\d+ of ${sent} exchanges recorded`));
});

test('a run says before its first trial that the disk has no room for it', async (context) => {
  if (!needsMount(context.skip)) return;
  expect(mount('remount,size=1m')).toBe(true);
  const run = ['ab', 'plain-tool-loop', '--repeats', '30', '--no-charts'];
  const fixed = ['--sim', 'cache_outputs=none', '--sim', 'cache_quantum=128'];
  const cwd = mkdtempSync(join(tmpdir(), 'turntape-run-'));
  const child = spawn(process.execPath, [program, ...run, ...fixed, '--db', join(folder, 'a.db')], {
    ...{ cwd, stdio: ['ignore', 'ignore', 'pipe'] },
    env: { ...process.env, CI: 'true' },
  });
  children.push(child);
  let told = '';
  child.stderr?.on('data', (text) => {
    told += text;
  });
  const [code] = await once(child, 'close');
  rmSync(cwd, { recursive: true });
  // CI silences no doubt; and the disk is full in the end, which is one line.
  expect(told).toMatch(/the run adds about \d MB to the database, and its disk has 1 MB free/);
  expect([code, told.trim().split('\n').length]).toEqual([2, 2]);
}, 60_000);
