// What is refused of a queue, in one line and before anything is played: addresses, servers that
// forget, flags that do not go together, and a worker of another version.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { readVersions } from '../src/cli/saved-runs/read-versions.ts';
import { presetArms } from '../src/domain/preset-arm.ts';
import { defineRun } from '../src/experiment/definition/define-run.ts';
import { planSweep } from '../src/experiment/definition/sweep.ts';
import { defaultSimulatorParameters } from '../src/profiles/simulator-parameters.ts';
import { connectQueue } from '../src/queue/connect-queue.ts';
import { playOnQueue } from '../src/queue/play-on-queue.ts';
import { planRun } from '../src/runner/plan.ts';
import { RunStopped } from '../src/runner/run-stopped.ts';
import { loadScenario } from '../src/scenarios/load.ts';
import { createProcesses, redisProgram } from './queue-processes.test-support.ts';

const folder = mkdtempSync(join(tmpdir(), 'turntape-queue-refused-'));
const { start, serve, stop } = createProcesses(folder);
afterEach(() => stop());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const timeout = 300_000;

describe('what cannot be a queue', () => {
  const ended = (...words: string[]) => start([...words, '--db', 'none.db']).ended;

  test('an address that is none, without the password in it', { timeout }, async () => {
    const { code, told } = await ended('worker', 'http://u:secret@127.0.0.1:1');
    expect(code).toBe(2);
    expect(told).toMatch(/a queue is named by a URL that begins with redis:/);
    expect(told).not.toContain('secret');
  });

  test('none at all, and one that the environment names', { timeout }, async () => {
    const none = await start(['worker'], { TURNTAPE_QUEUE: '' }).ended;
    expect(none.code).toBe(2);
    expect(none.told).toMatch(/none is named\. Name one: .* or TURNTAPE_QUEUE in the environment/);
    const named = await start(['worker'], { TURNTAPE_QUEUE: 'redis://127.0.0.1:1' }).ended;
    expect(named.code).toBe(2);
    expect(named.told).toMatch(/no Redis answers at redis:\/\/127\.0\.0\.1:1: ECONNREFUSED/);
  });

  test('a server that is not there', { timeout }, async () => {
    const { code, told } = await ended('worker', 'redis://u:secret@127.0.0.1:1');
    expect(code).toBe(2);
    expect(told).toMatch(/no Redis answers at redis:\/\/127\.0\.0\.1:1: ECONNREFUSED/);
    expect(told).not.toContain('secret');
  });

  test.each([
    [['--shard', '1/2'], '--shard divides a run without a queue'],
    [['--arm', 'x=gateway:http://127.0.0.1:1'], 'another gateway is played on this machine only'],
    [['--queue-wait', '0'], '--queue-wait takes a number above 0 and at most 2000000, not `0`'],
  ])('ab --queue with %s', { timeout }, async (words, message) => {
    const { code, told } = await ended(
      'ab',
      'text-only-turns',
      '--queue',
      'redis://127.0.0.1:1',
      ...words,
    );
    expect(code).toBe(2);
    expect(told).toContain(message);
  });

  test.each([
    [['--live'], '--live without --backend'],
    [['--backend', 'openai'], '--backend without --live'],
    [['--lease', '0'], '--lease takes a number from 1 to 2000000, not `0`'],
    [['--concurrency', '0'], '--concurrency takes a whole number from 1 to 16, not `0`'],
  ])('worker with %s', { timeout }, async (words, message) => {
    const { code, told } = await ended('worker', 'redis://127.0.0.1:1', ...words);
    expect(code).toBe(2);
    expect(told).toContain(message);
  });
});

describe.skipIf(redisProgram === undefined)('a server that forgets', () => {
  test('is refused where it drops keys when it is full', { timeout }, async () => {
    const { url } = await serve();
    const client = new Redis(url);
    await client.config('SET', 'maxmemory', '100mb');
    await client.config('SET', 'maxmemory-policy', 'allkeys-lru');
    client.disconnect();
    const { code, told } = await start(['worker', url]).ended;
    expect(code).toBe(2);
    expect(told).toMatch(/drops keys when it is full \(maxmemory-policy allkeys-lru\)/);
  });
});

/** What docs/fleet.md gives to a user of the queue. */
function documentedRights(): string[] {
  const page = readFileSync(resolve(import.meta.dirname, '../docs/fleet.md'), 'utf8');
  return /ACL SETUSER player on >PASSWORD (.*)/.exec(page)?.[1]?.split(' ') ?? [];
}

describe.skipIf(redisProgram === undefined)('a server that lets not everybody in', () => {
  /** With a password for its first user, and a user that may only read. */
  async function serveGuarded(): Promise<(user: string, database?: string) => string> {
    const { url } = await serve();
    const client = new Redis(url);
    await client.acl('SETUSER', 'reader', 'on', '>secret', '~*', '+@read', '+@connection', '+info');
    await client.acl('SETUSER', 'player', 'on', '>secret', ...documentedRights());
    await client.acl('SETUSER', 'default', '>secret');
    client.disconnect();
    return (user, database = '') => url.replace('redis://', `redis://${user}`) + database;
  }

  test('each of its answers is one line, without the password', { timeout }, async () => {
    const address = await serveGuarded();
    for (const [url, expected] of [
      [address(''), /does not let this command in: NOAUTH, it wants a password/],
      [address(':wrong-secret@'), /does not let this command in: WRONGPASS/],
      [address(':secret@', '/99'), /does not let this command in: ERR DB index is out of range/],
      [address('reader:secret@'), /refuses a command: NOPERM .* Let the user do it/],
    ] as const) {
      const { code, told } = await start(['worker', url]).ended;
      expect([url, code]).toEqual([url, 2]);
      expect(told.trim().split('\n').at(-1)).toMatch(expected);
      expect(told).not.toContain('secret');
    }
    const words = ['ab', 'text-only-turns', '--db', 'reader.db', '--queue'];
    const { code, told } = await start([...words, address('reader:secret@')]).ended;
    expect(code).toBe(2);
    expect(told).toMatch(/refuses a command: NOPERM .*--resume$/m);
    // The rights that the documentation names are enough, and are those to the queue only.
    const url = address('player:secret@');
    const play = ['ab', 'text-only-turns', '--db', 'player.db', '--out', 'player', '--no-charts'];
    const asking = start([...play, '--queue', url]);
    // A worker that came before could be idle for too long.
    await asking.says(/no worker plays the queue/);
    const worker = start(['worker', url, '--idle', '5']);
    expect((await asking.ended).code).toBe(0);
    expect(await worker.ended).toMatchObject({ code: 0, printed: 'played 2 trials of 1 run\n' });
    const client = new Redis(url);
    await expect(client.get('turntape:used')).rejects.toThrow('NOPERM');
    client.disconnect();
  });
});

describe.skipIf(redisProgram === undefined)('a worker of another version', () => {
  test('is refused in one line, and its trial stays in the queue', { timeout }, async () => {
    const { url } = await serve();
    const connection = await connectQueue(url, { waitMsMax: 60_000, hint: '', note: () => {} });
    const scenario = loadScenario(
      '{name: a, description: d, situation: s, system: [sys], turns: [{user: u, steps: [{text: t}]}]}',
      'x.yaml',
    );
    const fixed = { cache_outputs: 'none', cache_quantum: 128 } as const;
    const definition = defineRun({
      ...{ name: 'r', label: 'simulated', backend: 'sim', model: 'gpt-5.5', seed: '1', repeats: 1 },
      simulation: { sweep: planSweep({ fixed, model: 'gpt-5.5' }), profile: null, reasoning: [] },
      ...{ looks: 1, arms: presetArms('off', 'on'), baseline: 'off', scenarios: [scenario] },
      ...{ client: null, cache: 'cold', population: undefined, command: '', startedAtMs: 0 },
      versions: { ...readVersions(), turntape: '9.9.9' },
    });
    const controller = new AbortController();
    const player = playOnQueue({
      record: {
        definition,
        backend: { kind: 'simulated', parameters: defaultSimulatorParameters },
      },
      ...{ connection, signal: controller.signal, note: () => {}, spent: () => {} },
    });
    const trials = planRun({ ...definition, run: 'r', scenarios: [scenario] });
    const played = (async () => {
      let count = 0;
      for await (const _ of player(trials)) count++;
      return count;
    })();
    const worker = start(['worker', url]);
    const { code, told } = await worker.ended;
    expect(code).toBe(2);
    expect(told.trim().split('\n').at(-1)).toMatch(
      /^turntape: this worker cannot play the run `r`: it has turntape \S+, not 9\.9\.9\. Start /,
    );
    expect(await connection.redis.llen('turntape:trials:wait')).toBe(2);
    controller.abort(new RunStopped('interrupted', 'interrupted'));
    await expect(played).rejects.toThrow('interrupted');
    expect(await connection.redis.keys('turntape:run:*')).toEqual([]);
    connection.close();
  });
});
