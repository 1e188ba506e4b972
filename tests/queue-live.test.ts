// Live runs on a queue: workers share one budget, keep their credentials, and what a worker that
// was killed had under way is counted. The backend is a simulator over a socket.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { loadO200kTokenizer } from '../src/backends/o200k-tokenizer.ts';
import { createDefaultAgent } from '../src/backends/simulator/default-agent.ts';
import { createSimulator } from '../src/backends/simulator/simulator.ts';
import {
  type SimulatorServer,
  startSimulatorServer,
} from '../src/backends/simulator/simulator-server.ts';
import { defaultSimulatorParameters } from '../src/profiles/simulator-parameters.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { createRunStore } from '../src/store/runs.ts';
import { createProcesses, redisProgram } from './queue-processes.test-support.ts';

const folder = mkdtempSync(join(tmpdir(), 'turntape-queue-live-'));
const processes = createProcesses(folder);
const servers: SimulatorServer[] = [];
writeFileSync(
  join(folder, 'small.yaml'),
  `name: small
description: two calls
situation: hand-written for this test, long enough to be cached
system: [{ words: 1500 }]
tools: [{ name: Bash, description: Runs. }]
turns:
  - user: Go.
    steps:
      - { tool_time_ms: 0, calls: [{ name: Bash, input: { command: ls }, result: { words: 30 } }] }
      - { text: Done. }
`,
);
const secret = 'sk-workers-own-0123456789abcdef';

afterEach(async () => {
  await processes.stop();
  for (const server of servers.splice(0)) await server.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** @param before called with each request's number, from 1, before it is answered */
async function serveBackend(before: (number: number) => Promise<void> | void = () => {}) {
  const backend = createSimulator({
    ...{ agent: createDefaultAgent(), account: 'a', seed: 's', nowMs: Date.now, pace: 'real' },
    tokenizer: await loadO200kTokenizer(),
    parameters: { ...defaultSimulatorParameters, time_scale: 0 },
  });
  let requests = 0;
  const server = await startSimulatorServer({
    ...{ host: '127.0.0.1', port: 0, websocket: 'refuse' },
    createBackend: () => ({
      ...backend,
      async send(request, signal) {
        await before(++requests);
        return backend.send(request, signal);
      },
    }),
  });
  servers.push(server);
  return { url: `${server.url}/v1`, requests: () => requests };
}

function ask(queue: string, backend: string, ...more: string[]) {
  const words = ['ab', 'small.yaml', '--run', 'live', '--queue', queue, '--no-charts'];
  return processes.start([...words, '--backend', backend, '--live', ...more]);
}

function work(queue: string, backend: string, ...more: string[]) {
  const words = ['worker', queue, '--lease', '2', '--live', '--backend', backend];
  return processes.start([...words, '--use-api-key', ...more], { OPENAI_API_KEY: secret });
}

function readTrials(name: string) {
  const database = openDatabase(join(folder, name), { mode: 'read' });
  try {
    return createRunStore(database).readTrials('live');
  } finally {
    database.close();
  }
}

/** Every command that the server gets, as text. */
async function listen(url: string): Promise<{ readonly heard: string[]; stop(): void }> {
  const client = new Redis(url);
  const monitor = await client.monitor();
  const heard: string[] = [];
  monitor.on('monitor', (_time: string, words: string[]) => heard.push(words.join(' ')));
  return {
    heard,
    stop() {
      monitor.disconnect();
      client.disconnect();
    },
  };
}

const timeout = 300_000;

describe.skipIf(redisProgram === undefined)('a live run on a queue', () => {
  test('all workers together keep to the budget, and no key leaves them', { timeout }, async () => {
    const redis = await processes.serve();
    const backend = await serveBackend();
    const monitor = await listen(redis.url);
    const flags = ['--repeats', '30', '--max-requests', '17', '--db', 'budget.db'];
    const asking = ask(redis.url, backend.url, ...flags);
    for (let worker = 0; worker < 2; worker++) {
      work(redis.url, backend.url, '--concurrency', '3');
    }
    const { code, told } = await asking.ended;
    monitor.stop();
    expect(code).toBe(3);
    expect(told).toMatch(/stopped: the next trial .* more than the budget has left|used up/);
    const trials = readTrials('budget.db');
    const turns = trials.reduce((sum, trial) => sum + trial.turns.length, 0);
    expect(backend.requests()).toBeLessThanOrEqual(17);
    expect(backend.requests()).toBeGreaterThan(10);
    // The model takes more calls than the script: a trial that the budget ends is not kept.
    expect(turns).toBeGreaterThan(0);
    expect(turns).toBeLessThanOrEqual(backend.requests());
    expect(told).toContain(`sent ${backend.requests()} requests to`);
    expect(monitor.heard.length).toBeGreaterThan(50);
    expect(monitor.heard.join('\n')).not.toContain(secret);
  });

  test('a worker that is killed has paid what it had under way', { timeout }, async () => {
    const redis = await processes.serve();
    const arrived = Promise.withResolvers<void>();
    const backend = await serveBackend(async (number) => {
      if (number !== 3) return;
      arrived.resolve();
      // Never answered.
      await new Promise(() => {});
    });
    const flags = ['--repeats', '4', '--max-requests', '100', '--db', 'killed.db'];
    const asking = ask(redis.url, backend.url, ...flags);
    const first = work(redis.url, backend.url);
    await arrived.promise;
    first.child.kill('SIGKILL');
    await first.ended;
    work(redis.url, backend.url);
    const { code, told } = await asking.ended;
    expect(code).toBe(0);
    expect(told).toMatch(/a worker was lost, .* is played again; what it had asked for counts/);
    const trials = readTrials('killed.db');
    expect(trials).toHaveLength(8);
    const turns = trials.reduce((sum, trial) => sum + trial.turns.length, 0);
    expect(backend.requests()).toBeGreaterThan(turns);
    expect(told).toContain(`sent ${backend.requests()} requests to`);
  });

  test('a worker without --live, or for another backend, sends nothing', { timeout }, async () => {
    const redis = await processes.serve();
    const backend = await serveBackend();
    const asking = ask(redis.url, backend.url, '--max-requests', '10', '--db', 'refused.db');
    const plain = await processes.start(['worker', redis.url]).ended;
    expect(plain.code).toBe(2);
    expect(plain.told).toMatch(/sends requests to http:\S+, which this worker may not\. Start it/);
    const other = await work(redis.url, 'openai').ended;
    expect(other.code).toBe(2);
    expect(backend.requests()).toBe(0);
    // The job is still there for one that may.
    work(redis.url, backend.url);
    expect((await asking.ended).code).toBe(0);
  });
});
