// `ab --queue` where its server dies, is full or is asked twice, and where the disk is full: one
// line, and a result that can be resumed. `npm run test:chaos` plays it; it takes a minute.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { keyPrefix, queueName } from '../src/queue/queue-keys.ts';
import { redisProgram } from './queue-processes.test-support.ts';
import {
  argv,
  ask,
  folder,
  playWhole,
  processes,
  type Result,
  readResult,
  removeRun,
  serve,
  start,
  timeout,
  work,
} from './queue-run.test-support.ts';

let whole: Result | null;
beforeAll(async () => {
  whole = await playWhole();
}, 60_000);
afterEach(() => processes.stop());
afterAll(removeRun);

describe.skipIf(redisProgram === undefined)('a run on a queue', () => {
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

  test('jobs that are gone without a result are put there again', { timeout }, async () => {
    const redis = await serve();
    const asking = ask(redis.url, 'gone-jobs');
    await asking.says(/no worker plays the queue/);
    const connection = new Redis(redis.url, { maxRetriesPerRequest: null });
    const queue = new Queue(queueName, { connection, prefix: keyPrefix });
    expect(await queue.count()).toBeGreaterThan(10);
    await queue.drain();
    await queue.close();
    connection.disconnect();
    work(redis.url);
    expect((await asking.ended).code).toBe(0);
    expect(readResult('gone-jobs')).toEqual(whole);
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
    const { code, told } = await ask(redis.url, 'full-server', '--queue-wait', '1').ended;
    expect(code).toBe(2);
    expect(told).toMatch(/the queue takes no trials \(OOM [^)]*\): it is asked again/);
    expect(told.trim().split('\n').at(-1)).toMatch(/takes no more: OOM .*--resume/);
    // A worker waits for room, and does not ask without end meanwhile.
    const worker = work(redis.url);
    await worker.says(/the queue gives no trial \(OOM [^)]*\): it is asked again/);
    await client.config('SET', 'maxmemory', '0');
    client.disconnect();
    expect((await ask(redis.url, 'full-server', '--resume').ended).code).toBe(0);
    expect(readResult('full-server')).toEqual(whole);
  });

  test('a server that is full for a while is asked again, and nothing is lost', {
    timeout,
  }, async () => {
    const { url } = await serve();
    const client = new Redis(url);
    const asking = ask(url, 'full-meanwhile');
    const worker = work(url);
    await asking.says(/ trials played \(/);
    await client.config('SET', 'maxmemory', '1');
    await asking.says(/the queue takes no trials \(OOM /);
    await worker.says(/the queue (gives no trial|takes no result) \(OOM /);
    await client.config('SET', 'maxmemory', '0');
    client.disconnect();
    const { code } = await asking.ended;
    expect(code).toBe(0);
    expect(readResult('full-meanwhile')).toEqual(whole);
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
