// What a queue costs: processor time of a trial that workers play, against one that is played in one
// process. Both are played at the same time, as many workers as plain processes, so that whatever
// else the machine does slows both down. Each program is asked for its processor time while it
// plays, and the time of a trial is the slope of a line through that, behind the trials in which
// programs compile their code: neither starting nor the report is in it. Both are printed apart.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { findRedisServer, startRedis } from '../src/reasoning-store/redis-server.test-support.ts';
import { sum } from '../src/stats/descriptive.ts';
import { leastAbsoluteFit } from '../src/stats/least-absolute.ts';
import { countTrials } from './count-trials.ts';
import { type MeasuredCommand, measureCommand, startMeasured } from './measure-command.ts';
import type { BenchPart, BenchResult } from './part.ts';
import { medianOf } from './sample.ts';

const rounds = 2;
/** Sessions as long as real ones; all of them say little else. */
const scenarios = ['long-horizon', 'compaction', 'parallel-calls', 'several-user-turns'];
const arms = 2;
const trialsOfRepeat = scenarios.length * arms;
/** Repeats that each program plays before its code is compiled. */
const warmRepeats = 3;
/** Repeats that each program plays then, by the number of workers. */
const measuredRepeats: readonly (readonly [workers: number, repeats: number])[] = [
  [1, 8],
  [2, 6],
  [4, 6],
];
const pollMs = 250;
const run = 'measured';

/** Processor time when so many trials were saved, ms. */
interface Point {
  readonly trials: number;
  readonly atMs: number;
  readonly cpuMs: number;
}

/** Programs that play one thing together. */
interface Side {
  readonly databases: readonly string[];
  readonly programs: readonly MeasuredCommand[];
  /** Before so many, one of them may still compile its code. */
  readonly warmTrials: number;
}

function ask(db: string, repeats: number, ...more: string[]): MeasuredCommand {
  return startMeasured(
    ...['ab', ...scenarios, '--repeats', String(repeats), '--run', run, '--no-charts', '--quiet'],
    ...['--sim', 'cache_outputs=none', '--sim', 'cache_quantum=128'],
    ...['--db', db, '--out', `${db}.report`, ...more],
  );
}

async function readCpu(programs: readonly MeasuredCommand[]): Promise<number | null> {
  const seconds = await Promise.all(programs.map((program) => program.cpuSeconds()));
  return seconds.includes(null) ? null : 1000 * sum(seconds.map(Number));
}

async function readServerCpu(redis: Redis): Promise<number> {
  const text = await redis.info('cpu');
  const times = ['user', 'sys'].map((name) => new RegExp(`^used_cpu_${name}:(.*)`, 'm').exec(text));
  return 1000 * sum(times.map((found) => Number(found?.[1])));
}

/** By how much something grows with each trial. */
function slopeOf(points: readonly Point[], of: (point: Point) => number): number {
  return leastAbsoluteFit(points.map((point) => [of(point), point.trials]))?.[0] ?? Number.NaN;
}
const cpuOf = ({ cpuMs }: Point): number => cpuMs;

async function measure(folder: string, redis: Redis, url: string, workers: number, more: number) {
  const repeats = warmRepeats + more;
  const file = (name: string): string => join(folder, `${workers}-${name}.db`);
  const plainFiles = Array.from({ length: workers }, (_, index) => file(`plain-${index}`));
  const plain = plainFiles.map((db) => ask(db, repeats));
  const working = plainFiles.map(() => startMeasured('worker', url, '--quiet'));
  const asking = ask(file('queue'), workers * repeats, '--queue', url);
  // The same for both: code that is compiled later is slower for longer.
  const warmTrials = 1.5 * workers * warmRepeats * trialsOfRepeat;
  const sides: Readonly<Record<'plain' | 'asking' | 'workers', Side>> = {
    plain: { databases: plainFiles, programs: plain, warmTrials },
    asking: { databases: [file('queue')], programs: [asking], warmTrials },
    workers: { databases: [file('queue')], programs: working, warmTrials },
  };
  const points = { plain: [] as Point[], asking: [] as Point[], workers: [] as Point[] };
  const server: Point[] = [];
  const names = ['plain', 'asking', 'workers'] as const;
  for (;;) {
    const read = await Promise.all(
      names.map(async (name) => {
        const cpuMs = await readCpu(sides[name].programs);
        const trials = sum(sides[name].databases.map(countTrials));
        return { name, cpuMs, trials, atMs: performance.now() };
      }),
    );
    const all = workers * repeats * trialsOfRepeat;
    if (read.some(({ cpuMs, trials }) => cpuMs === null || trials >= all)) break;
    for (const { name, cpuMs, ...at } of read) {
      if (at.trials >= sides[name].warmTrials) points[name].push({ ...at, cpuMs: Number(cpuMs) });
      if (name === 'asking' && at.trials >= sides.asking.warmTrials) {
        server.push({ ...at, cpuMs: await readServerCpu(redis) });
      }
    }
    await wait(pollMs);
  }
  const asked = await asking.ended;
  for (const worker of working) worker.stop();
  await Promise.all([...plain, ...working].map(({ ended }) => ended));
  const alone = slopeOf(points.plain, cpuOf);
  const parts = [points.asking, points.workers, server].map((list) => slopeOf(list, cpuOf));
  const [askingMs = 0, workersMs = 0, serverMs = 0] = parts;
  return {
    one_process_cpu_ms_per_trial: alone,
    overhead: (askingMs + workersMs + serverMs) / alone - 1,
    workers_cpu_ms_per_trial: workersMs,
    asking_cpu_ms_per_trial: askingMs,
    server_cpu_ms_per_trial: serverMs,
    asking_share_of_a_core: askingMs / slopeOf(points.asking, ({ atMs }) => atMs),
    asking_cpu_seconds_in_all: asked.cpuSeconds,
  };
}

type Measured = Awaited<ReturnType<typeof measure>>;

function describe(list: readonly Measured[]): BenchResult {
  const names = Object.keys(list[0] ?? {}) as (keyof Measured)[];
  const overheads = list.map(({ overhead }) => overhead);
  return {
    ...Object.fromEntries(names.map((name) => [name, medianOf(list.map((one) => one[name]))])),
    overhead_least: Math.min(...overheads),
    overhead_most: Math.max(...overheads),
  };
}

/** Processor time of a report of the last run, without starting, s. */
async function measureReport(folder: string, workers: number): Promise<number> {
  const db = ['--db', join(folder, `${workers}-queue.db`), '--quiet'];
  const report = await measureCommand('report', run, '--no-charts', '--out', folder, ...db);
  const starting = await measureCommand('runs', ...db);
  return report.cpuSeconds - starting.cpuSeconds;
}

export const queuePart: BenchPart = {
  description: 'trials on a queue with 1, 2 and 4 workers, beside as many processes without one',
  async run(note) {
    const program = findRedisServer();
    if (program === undefined) return { skipped: 'no redis-server or valkey-server is here' };
    const server = await startRedis(program);
    const redis = new Redis(server.url);
    const measured = new Map<number, Measured[]>();
    const folder = mkdtempSync(join(tmpdir(), 'turntape-bench-'));
    try {
      for (let round = 0; round < rounds; round++) {
        for (const [workers, more] of measuredRepeats) {
          note(`round ${round + 1}, ${workers} workers`);
          rmSync(folder, { recursive: true, force: true });
          mkdirSync(folder);
          const one = await measure(folder, redis, server.url, workers, more);
          measured.set(workers, [...(measured.get(workers) ?? []), one]);
        }
      }
      const results = [...measured].map(([workers, list]) => [
        `workers_${workers}`,
        describe(list),
      ]);
      const [workers, more] = measuredRepeats.at(-1) ?? [0, 0];
      return {
        ...{ rounds, trials_of_the_report: workers * (warmRepeats + more) * trialsOfRepeat },
        report_cpu_seconds: await measureReport(folder, workers),
        ...Object.fromEntries(results),
      };
    } finally {
      redis.disconnect();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
