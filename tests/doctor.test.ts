// `doctor` as a user runs it: on a sound recorder, and on databases that something happened to.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import {
  deadPid,
  enterRecorder,
  leaveRequests,
  requestEntry,
} from '../src/store/left-requests.test-support.ts';
import { closeDatabase, openDatabase, readFingerprintKey } from '../src/store/open-database.ts';
import { listSessions } from '../src/store/sessions.ts';
import { end, exchangeStart, head, recordDirectly } from '../src/store/store.test-support.ts';

const program = fileURLToPath(new URL('../bin/turntape.js', import.meta.url));

async function run(...args: readonly string[]): Promise<{ code: number | null; stdout: string }> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  child.stdout.on('data', (part) => (stdout += String(part)));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout };
}

/** A database with one answered call for each body. */
async function recorded(bodies: readonly string[]): Promise<string> {
  const path = join(mkdtempSync(join(tmpdir(), 'turntape-doctor-')), 'private', 'tape.db');
  const database = openDatabase(path, { mode: 'write' });
  const sink = recordDirectly(database);
  for (const [index, body] of bodies.entries()) {
    sink.begin(exchangeStart(`x_${index}`, body));
    sink.responseHead(`x_${index}`, head);
    sink.chunk(`x_${index}`, new TextEncoder().encode('data: 1\n\n'), 1);
    sink.end(`x_${index}`, end);
  }
  sink.close();
  database.close();
  return path;
}

test('--self-test finds no difference, and measures what the recorder adds', async () => {
  const { code, stdout } = await run('doctor', '--self-test', '--json');
  const result = JSON.parse(stdout) as Record<string, unknown>;
  expect(result).toMatchObject({ requests: 120, differences: [], label: 'measured' });
  expect(result['added_ms']).toBeTypeOf('number');
  expect(code).toBe(0);
});

test('a sound database has no findings', async () => {
  const path = await recorded(['{"n":1}', '{"n":2}']);
  const { code, stdout } = await run('doctor', '--db', path, '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    database: { exchanges: 2, sessions: 1, cut: 0, damage: [], unreadable: [] },
    findings: [],
  });
  expect(code).toBe(0);
});

test('an answered turn that was asked again is found', async () => {
  const path = await recorded(['{"n":1}', '{"n":2}', '{"n":1}']);
  const { code, stdout } = await run('doctor', '--db', path, '--json');
  const { database } = JSON.parse(stdout) as { database: { duplicated_turns: unknown } };
  expect(database.duplicated_turns).toMatchObject([{ first: 'x_0', second: 'x_2' }]);
  expect(code).toBe(1);
});

test('files that others can read and killed recorders are repaired by --repair', async () => {
  const path = await recorded(['{"n":1}']);
  const database = openDatabase(path, { mode: 'write' });
  database
    .prepare('INSERT INTO recorders (host, pid, started_at_ms) VALUES (?, ?, 0)')
    .run('elsewhere', 1);
  // A recorder of an older version that lives, with a request that is not in the database yet.
  const owner = { path, fingerprintKey: readFingerprintKey(database) };
  const living = enterRecorder(database, process.pid);
  const requests = leaveRequests(owner, living, 'a', [requestEntry(exchangeStart('x_2', '{}'))]);
  closeDatabase(database);
  for (const file of [path, requests]) chmodSync(file, 0o644);
  chmodSync(dirname(path), 0o755);
  const before = await run('doctor', '--db', path);
  expect(before.code).toBe(1);
  expect(before.stdout).toContain(`PROBLEM others can read ${path}.`);
  expect(before.stdout).toContain(`PROBLEM others can read ${requests}.`);
  expect(before.stdout).toContain(`PROBLEM others can read ${dirname(path)}.`);
  const { code, stdout } = await run('doctor', '--db', path, '--repair');
  expect(stdout).toContain('marked as ended: 1 killed recorder');
  expect([code, statSync(path).mode & 0o777, statSync(dirname(path)).mode & 0o777]).toEqual([
    ...[0, 0o600, 0o700],
  ]);
  expect(statSync(requests).mode & 0o777).toBe(0o600);
});

test('what an older turntape has left is named, and taken in by --repair', async () => {
  const path = await recorded(['{"n":1}']);
  const database = openDatabase(path, { mode: 'write' });
  const owner = { path, fingerprintKey: readFingerprintKey(database) };
  const dead = enterRecorder(database, deadPid);
  const file = leaveRequests(owner, dead, 'a', [requestEntry(exchangeStart('x_left', '{}'))]);
  closeDatabase(database);
  const before = await run('doctor', '--db', path);
  expect(before.stdout).toContain(`left its last requests in ${file}. turntape doctor --repair`);
  expect(before.code).toBe(1);
  const after = await run('doctor', '--db', path, '--repair');
  expect(after.stdout).toContain('nothing is wrong');
  expect((await run('show', 'x_left', '--db', path)).code).toBe(0);
});

test('a folder that others may share is left alone, and --repair does not claim otherwise', async () => {
  const path = await recorded(['{"n":1}']);
  rmSync(join(dirname(path), '.gitignore'));
  chmodSync(dirname(path), 0o755);
  const { code, stdout } = await run('doctor', '--db', path, '--repair');
  expect(stdout).not.toContain('repaired: files that others could read');
  expect(stdout).toContain(`PROBLEM others can read ${dirname(path)}. The folder may be shared`);
  expect([code, statSync(dirname(path)).mode & 0o777]).toEqual([1, 0o755]);
});

test('a damaged database is reported, and what can be read is copied', async () => {
  const random = (seed: number): string =>
    Array.from({ length: 4000 }, (_, at) => ((at + 1) * seed * 7919).toString(36)).join('');
  const path = await recorded(Array.from({ length: 30 }, (_, index) => random(index + 3)));
  const bytes = readFileSync(path);
  // A page in the middle: bodies of some exchanges, far from the schema.
  bytes.fill(0xee, Math.floor(bytes.length / 2 / 4096) * 4096, Math.floor(bytes.length / 2) + 8192);
  writeFileSync(path, bytes);
  const { code, stdout } = await run('doctor', '--db', path);
  expect(stdout).toContain('PROBLEM the database is damaged');
  expect(code).toBe(1);
  const repaired = await run('doctor', '--db', path, '--repair');
  const rescued = Number(/(\d+) exchanges copied to/.exec(repaired.stdout)?.[1]);
  expect(rescued).toBeGreaterThan(0);
  const copy = openDatabase(`${path}.rescued.db`, { mode: 'read' });
  expect(listSessions(copy)[0]?.exchanges).toBe(rescued);
  copy.close();
});
