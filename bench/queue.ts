// What a queue costs: processor time of a trial that workers play against one that is played in one
// process. Each command is asked for its processor time while it plays, and the time of a trial is
// the slope of a line through that, behind the trials in which the programs compile their code. So
// neither starting nor the report is in it; both are printed apart. Processor time hardly depends
// on what else the machine does; trials per second do.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { findRedisServer, startRedis } from '../src/reasoning-store/redis-server.test-support.ts';
import { sum } from '../src/stats/descriptive.ts';
import { leastAbsoluteFit } from '../src/stats/least-absolute.ts';
import {
  type CommandUsage,
  type MeasuredCommand,
  measureCommand,
  startMeasured,
} from './measure-command.ts';
import type { BenchPart, BenchResult } from './part.ts';
import { medianOf } from './sample.ts';

const rounds = 2;
/** 0: one process, no queue. */
const workerCounts = [0, 1, 2, 4];
/** Sessions as long as real ones; all of them say little else. */
const scenarios = ['long-horizon', 'compaction', 'parallel-calls', 'several-user-turns'];
const arms = 2;
const trialsOfRepeat = scenarios.length * arms;
/** Trials that each program plays before its code is compiled, in repeats. */
const warmRepeats = 4;
const measuredRepeats = 10;

/** Processor time when so many trials were saved, ms. */
interface Point {
  readonly trials: number;
  readonly atMs: number;
  readonly asking: number;
  readonly workers: number;
  readonly server: number;
}

interface Played {
  readonly workers: number;
  readonly points: readonly Point[];
  /** Of the command that asks, whole. */
  readonly asking: CommandUsage;
}

const run = 'measured';

async function play(folder: string, redis: Redis, url: string, workers: number): Promise<Played> {
  const working = Array.from({ length: workers }, () => startMeasured('worker', url, '--quiet'));
  const repeats = warmRepeats * Math.max(1, workers) + measuredRepeats;
  const command = startMeasured(
    ...['ab', ...scenarios, '--repeats', String(repeats), '--run', run, '--no-charts'],
    ...['--sim', 'cache_outputs=none', '--sim', 'cache_quantum=128'],
    ...['--db', join(folder, `${workers}.db`), '--out', join(folder, String(workers))],
    ...(workers === 0 ? [] : ['--queue', url]),
  );
  const points: Point[] = [];
  command.onLine((line) => {
    const [, trials] = /(\d+) of \d+ trials played/.exec(line) ?? [];
    if (trials !== undefined) {
      void readPoint(command, working, redis, Number(trials)).then((point) => {
        if (point !== null) points.push(point);
      });
    }
  });
  const asking = await command.ended;
  for (const worker of working) worker.stop();
  await Promise.all(working.map(({ ended }) => ended));
  const warmTrials = warmRepeats * trialsOfRepeat * Math.max(1, workers);
  return { workers, points: points.filter(({ trials }) => trials >= warmTrials), asking };
}

/** null: the command has ended. */
async function readPoint(
  command: MeasuredCommand,
  working: readonly MeasuredCommand[],
  redis: Redis,
  trials: number,
): Promise<Point | null> {
  const [asking, information, ...workers] = await Promise.all([
    ...[command.cpuSeconds(), redis.info('cpu')],
    ...working.map((worker) => worker.cpuSeconds()),
  ]);
  if (typeof asking !== 'number') return null;
  const server = ['used_cpu_user', 'used_cpu_sys'].map((name) =>
    Number(new RegExp(`^${name}:(.*)`, 'm').exec(String(information))?.[1]),
  );
  return {
    ...{ trials, atMs: performance.now(), asking: 1000 * asking, server: 1000 * sum(server) },
    workers: 1000 * sum(workers.map(Number)),
  };
}

/** By how much it grows with each trial. */
function perTrial({ points }: Played, of: (point: Point) => number): number {
  const [slope = Number.NaN] =
    leastAbsoluteFit(points.map((point) => [of(point), point.trials])) ?? [];
  return slope;
}

const allMs = ({ asking, workers, server }: Point): number => asking + workers + server;
const cpuMs = (played: Played): number => perTrial(played, allMs);

/** What is paid before the line: starting, and compiling, of all programs. */
function startSeconds(played: Played): number {
  const slope = cpuMs(played);
  return medianOf(played.points.map((point) => allMs(point) - slope * point.trials)) / 1000;
}

function describe(list: readonly Played[], alone: readonly Played[]): BenchResult {
  const median = (of: (one: Played) => number): number => medianOf(list.map(of));
  const common = {
    cpu_ms_per_trial: median(cpuMs),
    starting_cpu_seconds: median(startSeconds),
    trials_per_second: median((one) => 1000 / perTrial(one, ({ atMs }) => atMs)),
  };
  if (list === alone) return common;
  const overheads = list.flatMap((one, round) => {
    const single = alone[round];
    return single === undefined ? [] : [cpuMs(one) / cpuMs(single) - 1];
  });
  const asking = (one: Played): number => perTrial(one, (point) => point.asking);
  return {
    ...common,
    overhead: medianOf(overheads),
    overhead_least: Math.min(...overheads),
    overhead_most: Math.max(...overheads),
    asking_cpu_ms_per_trial: median(asking),
    asking_share_of_a_core: median((one) => asking(one) / perTrial(one, ({ atMs }) => atMs)),
    server_cpu_ms_per_trial: median((one) => perTrial(one, ({ server }) => server)),
    asking_cpu_seconds_in_all: median(({ asking: { cpuSeconds } }) => cpuSeconds),
  };
}

/** Of the command that asks, or of the one process, whole: the report, without starting again. */
async function measureReport(folder: string, workers: number): Promise<number> {
  const db = ['--db', join(folder, `${workers}.db`), '--quiet'];
  const report = await measureCommand('report', run, '--no-charts', '--out', folder, ...db);
  const starting = await measureCommand('runs', ...db);
  return report.cpuSeconds - starting.cpuSeconds;
}

export const queuePart: BenchPart = {
  description: 'trials on a queue with 1, 2 and 4 workers: processor time against one process',
  async run(note) {
    const program = findRedisServer();
    if (program === undefined) return { skipped: 'no redis-server or valkey-server is here' };
    const folder = mkdtempSync(join(tmpdir(), 'turntape-bench-'));
    const server = await startRedis(program);
    const redis = new Redis(server.url);
    const played = new Map<number, Played[]>(workerCounts.map((workers) => [workers, []]));
    try {
      for (let round = 0; round < rounds; round++) {
        for (const [workers, list] of played) {
          note(`round ${round + 1}, ${workers || 'no'} workers`);
          rmSync(join(folder, `${workers}.db`), { force: true });
          list.push(await play(folder, redis, server.url, workers));
        }
      }
      const alone = played.get(0) ?? [];
      const results = [...played].map(([workers, list]): [string, BenchResult] => [
        workers === 0 ? 'one_process' : `workers_${workers}`,
        describe(list, alone),
      ]);
      const reportSeconds = await measureReport(folder, 1);
      return {
        trials: measuredRepeats * trialsOfRepeat,
        ...{ rounds, report_cpu_seconds: reportSeconds },
        ...Object.fromEntries(results),
      };
    } finally {
      redis.disconnect();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
