// `ab --queue` and `turntape worker` as processes, which are killed: workers, and the command that
// asks. The result is that of a run in one process. What befalls the server is in
// queue-faults.test.ts. Skipped loudly where no Redis is installed.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { served } from './json-output/runs.ts';
import { redisProgram } from './queue-processes.test-support.ts';
import {
  ask,
  folder,
  playWhole,
  processes,
  type Result,
  readResult,
  removeRun,
  repeats,
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
    // It is said where a trial was under way; the signal may come between two of them.
    const lost = /worker was lost/.test(told);
    if (lost) expect(told).toMatch(/a worker was lost, its trial t_\w+ is played again/);
    expect(whole?.trials).toHaveLength(4 * repeats + 1);
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
});
