// `ab --queue` and `turntape worker` as processes, which are killed: workers, the command that asks
// and the server. The result is that of a run in one process. Skipped loudly where no Redis is
// installed.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Trial } from '../src/domain/run.ts';
import { sha256 } from '../src/lib/sha256.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { createRunStore } from '../src/store/runs.ts';
import { served } from './json-output/runs.ts';
import { createProcesses, type Running, redisProgram } from './queue-processes.test-support.ts';

const folder = mkdtempSync(join(tmpdir(), 'turntape-queue-'));
const processes = createProcesses(folder);
const { start, serve } = processes;

const scenario = (name: string) => `name: ${name}
description: two calls
situation: hand-written for this test, long enough to be cached
system: [{ words: 1500 }]
tools: [{ name: Bash, description: Runs. }]
turns:
  - user: Go.
    steps:
      - { reasoning_tokens: 400, calls: [{ name: Bash, input: { command: ls }, result: { words: 300 } }] }
      - { reasoning_tokens: 50, text: Done. }
`;
const repeats = 15;
const argv = [
  ...['ab', 'one.yaml', 'two.yaml', '--run', 'r', '--sim', 'noise=0.3', '--no-charts'],
  ...['--sim', 'cache_outputs=none', '--sim', 'cache_quantum=128', '--repeats', String(repeats)],
];

const ask = (url: string, name: string, ...more: string[]): Running =>
  start([...argv, '--db', `${name}.db`, '--out', name, '--queue', url, ...more]);
const work = (url: string, ...more: string[]): Running =>
  start(['worker', url, '--lease', '2', ...more]);

interface Result {
  readonly finished: boolean | undefined;
  readonly trials: string[];
  readonly report: string[];
}

/** Every trial with all that is in it, short enough to be read when they differ, and the report. */
function readResult(name: string): Result {
  const database = openDatabase(join(folder, `${name}.db`), { mode: 'read' });
  const digest = (trial: Trial): string => `${trial.id} ${sha256(JSON.stringify(trial))}`;
  try {
    const store = createRunStore(database);
    const rows = database
      .prepare('SELECT trial, seq, record, exchange, hex(rest) FROM trial_turns ORDER BY 1, 2')
      .raw()
      .all();
    // What replaces the value of a header is made with the database's own key.
    const saved = JSON.stringify(rows).replaceAll(/<redacted:\w{8}>/g, '<redacted>');
    const report = readdirSync(join(folder, name, 'r'))
      .sort()
      .map((file) => readFileSync(join(folder, name, 'r', file), 'utf8'));
    return {
      finished: store.list()[0]?.finished,
      trials: [...store.readTrials('r').map(digest), sha256(saved)],
      report: report.map((text) => text.replace(/- started .*/, '')),
    };
  } finally {
    database.close();
  }
}

let whole: Result;
beforeAll(async () => {
  for (const name of ['one', 'two']) writeFileSync(join(folder, `${name}.yaml`), scenario(name));
  if (redisProgram === undefined) return;
  const { ended } = start([...argv, '--db', 'whole.db', '--out', 'whole']);
  expect((await ended).code).toBe(0);
  whole = readResult('whole');
}, 60_000);
afterEach(() => processes.stop());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const timeout = 300_000;

describe.skipIf(redisProgram === undefined)('a run on a queue', () => {
  test('a worker that is killed loses nothing, and nothing is stored twice', {
    timeout,
  }, async () => {
    const { url } = await serve();
    const asking = ask(url, 'killed-worker');
    const first = work(url);
    await asking.says(/ trials played \(/);
    first.child.kill('SIGKILL');
    await first.ended;
    work(url);
    const { code, told } = await asking.ended;
    expect(code).toBe(0);
    expect(told).toMatch(/a worker was lost, its trial t_\w+ is played again/);
    expect(whole.trials).toHaveLength(4 * repeats + 1);
    expect(readResult('killed-worker')).toEqual(whole);
    // Nothing of the run is left there.
    const redis = new Redis(url);
    expect(await redis.keys('turntape:run:*')).toEqual([]);
    redis.disconnect();
  });

  test('two workers; the command that asks is killed, and --resume finds what came meanwhile', {
    timeout,
  }, async () => {
    const { url } = await serve();
    const asking = ask(url, 'killed-command');
    await asking.says(/no worker plays the queue/);
    const workers = [1, 2].map(() => work(url, '--idle', '6', '--json'));
    await asking.says(/ trials played \(/);
    asking.child.kill('SIGKILL');
    await asking.ended;
    // They play what is in the queue, and end when nothing is left.
    let played = 0;
    for (const worker of workers) {
      const { code, printed } = await worker.ended;
      expect(code).toBe(0);
      played += served.parse(JSON.parse(printed)).trials;
    }
    expect(played).toBe(4 * repeats);
    const resumed = ask(url, 'killed-command', '--resume');
    // Not one trial is played again: there is no worker.
    expect((await resumed.ended).code).toBe(0);
    expect(readResult('killed-command')).toEqual(whole);
  });

  test('the server is killed and comes back empty: its trials are put there again', {
    timeout,
  }, async () => {
    const redis = await serve();
    const asking = ask(redis.url, 'killed-server');
    const worker = work(redis.url);
    await asking.says(/ trials played \(/);
    await redis.stop();
    await asking.says(/the queue at redis:\S+ does not answer: waiting for it/);
    await worker.says(/does not answer: waiting for it/);
    await serve(redis.port);
    const { code, told } = await asking.ended;
    expect(code).toBe(0);
    expect(told).toMatch(/answers again/);
    expect(told).toMatch(/came back empty: its trials are put there again/);
    expect(readResult('killed-server')).toEqual(whole);
  });

  test('the server does not come back: one line says how to go on', { timeout }, async () => {
    const redis = await serve();
    const asking = ask(redis.url, 'lost-server', '--queue-wait', '1');
    const worker = work(redis.url, '--queue-wait', '1');
    await asking.says(/ trials played \(/);
    await redis.stop();
    const { code, told } = await asking.ended;
    expect(code).toBe(2);
    expect(told).toMatch(
      /has not answered for 1 s\. .*Continue .*turntape ab .*--queue .*--resume/,
    );
    const ended = await worker.ended;
    expect(ended.code).toBe(2);
    expect(ended.told).toMatch(/has not answered for 1 s\. Start the worker again/);
    const next = await serve();
    work(next.url);
    expect((await ask(next.url, 'lost-server', '--resume').ended).code).toBe(0);
    expect(readResult('lost-server')).toEqual(whole);
  });

  test('a full server: one line, and what was played is kept', { timeout }, async () => {
    const redis = await serve();
    const client = new Redis(redis.url);
    await client.config('SET', 'maxmemory', '1500000');
    const { code, told } = await ask(redis.url, 'full-server').ended;
    expect(code).toBe(2);
    expect(told.trim().split('\n').at(-1)).toMatch(/takes no more: OOM .*--resume/);
    await client.config('SET', 'maxmemory', '0');
    client.disconnect();
    work(redis.url);
    expect((await ask(redis.url, 'full-server', '--resume').ended).code).toBe(0);
    expect(readResult('full-server')).toEqual(whole);
  });

  test('Ctrl-C ends what is under way, and --resume plays the rest', { timeout }, async () => {
    const { url } = await serve();
    const asking = ask(url, 'interrupted');
    const worker = work(url);
    await asking.says(/ trials played \(/);
    asking.child.kill('SIGINT');
    const { code, told } = await asking.ended;
    expect(code).toBe(130);
    expect(told).toMatch(
      /stopped: interrupted; kept: \d+ trials\. Continue: .* --queue .* --resume/,
    );
    const resumed = ask(url, 'interrupted', '--resume');
    await resumed.says(/were played before/);
    worker.child.kill('SIGTERM');
    const other = work(url);
    expect((await worker.ended).code).toBe(0);
    expect((await resumed.ended).code).toBe(0);
    expect(readResult('interrupted')).toEqual(whole);
    other.child.kill('SIGTERM');
    expect((await other.ended).code).toBe(0);
  });

  test('agent traces are played under every assumption by workers without the files', {
    timeout,
  }, async () => {
    const blocks = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
    const trace = {
      ...{ id: 'made_up', block_size: 64, tool_tokens: 1300, system_tokens: 700 },
      requests: [60, 72, 81, 90].map((count, index) => ({
        ...{ t: 10 * index, type: 'n', in: 64 * count, out: 150, hash_ids: blocks(count) },
      })),
    };
    writeFileSync(join(folder, 'trace.json'), JSON.stringify(trace));
    const words = ['ab', '--traces', 'trace.json', '--reasoning-tokens', '400,0,100', '--run', 'r'];
    const play = (name: string, ...more: string[]) =>
      start([...words, '--no-charts', '--db', `${name}.db`, '--out', name, ...more]);
    const { url } = await serve();
    expect((await play('traces').ended).code).toBe(0);
    for (let worker = 0; worker < 2; worker++) start(['worker', url]);
    expect((await play('queued-traces', '--queue', url).ended).code).toBe(0);
    const expected = readResult('traces');
    expect(expected.trials.length).toBeGreaterThan(6);
    expect(readResult('queued-traces')).toEqual(expected);
  });

  test('a second command for the same run is refused in one line', { timeout }, async () => {
    const { url } = await serve();
    const first = ask(url, 'first');
    await first.says(/no worker plays the queue/);
    const { code, told } = await ask(url, 'second').ended;
    expect(code).toBe(2);
    expect(told).toMatch(/another turntape collects the run `r` from this queue/);
  });
});

const disk = join(folder, 'disk');
mkdirSync(disk);
const canMount =
  process.platform === 'linux' &&
  spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=600k', 'tmpfs', disk]).status === 0;
if (!canMount)
  process.stderr.write('\na full disk under a queue: SKIPPED, nothing can be mounted\n');
afterAll(() => {
  if (canMount) spawnSync('umount', ['-l', disk]);
});

test.skipIf(redisProgram === undefined || !canMount)(
  'a full disk under the database: one line, and --resume finds what it could not save',
  { timeout },
  async () => {
    const { url } = await serve();
    work(url);
    const words = [...argv, '--db', join(disk, 'full.db'), '--out', 'full', '--queue', url];
    const { code, told } = await start(words).ended;
    expect(code).toBe(2);
    expect(told.trim().split('\n').at(-1)).toMatch(/full|no space/i);
    expect(spawnSync('mount', ['-o', 'remount,size=64m', disk]).status).toBe(0);
    expect((await start([...words, '--resume']).ended).code).toBe(0);
    writeFileSync(join(folder, 'full.db'), readFileSync(join(disk, 'full.db')));
    expect(readResult('full')).toEqual(whole);
  },
);
