// What a queue costs: processor time of a trial that workers play against one that is played in one
// process, and what the command that asks does meanwhile. Starting a program is taken out by
// playing few and many trials. Processor time is compared, since it hardly depends on what else the
// machine does, in several rounds of which the median counts; trials per second depend on it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRedisServer, startRedis } from '../src/reasoning-store/redis-server.test-support.ts';
import { sum } from '../src/stats/descriptive.ts';
import { type CommandUsage, measureCommand, startMeasured } from './measure-command.ts';
import type { BenchPart, BenchResult } from './part.ts';
import { medianOf } from './sample.ts';

const fewRepeats = 1;
const manyRepeats = 7;
const rounds = 3;
/** 0: one process, no queue. */
const workerCounts = [0, 1, 2, 4];
/** Sessions as long as real ones; all of them say little else. */
const scenarios = ['long-horizon', 'compaction', 'parallel-calls', 'several-user-turns'];
const arms = 2;
const trialsMore = scenarios.length * arms * (manyRepeats - fewRepeats);

interface Played {
  /** Of the command that asks. */
  readonly asking: CommandUsage;
  readonly workers: readonly CommandUsage[];
}

async function play(
  folder: string,
  repeats: number,
  url: string,
  workers: number,
  round: number,
): Promise<Played> {
  const name = `${workers}-${repeats}-${round}`;
  const working = Array.from({ length: workers }, () => startMeasured('worker', url, '--quiet'));
  const asking = await measureCommand(
    ...['ab', ...scenarios, '--repeats', String(repeats), '--quiet', '--no-charts'],
    ...['--sim', 'cache_outputs=none', '--sim', 'cache_quantum=128'],
    ...['--db', join(folder, `${name}.db`), '--out', join(folder, name)],
    ...(workers === 0 ? [] : ['--queue', url]),
  );
  for (const worker of working) worker.stop();
  return { asking, workers: await Promise.all(working.map(({ ended }) => ended)) };
}

/** What the trials took that many repeats have more than few. */
async function measure(folder: string, url: string, workers: number, round: number) {
  const few = await play(folder, fewRepeats, url, workers, round);
  const many = await play(folder, manyRepeats, url, workers, round);
  const askingSeconds = many.asking.cpuSeconds - few.asking.cpuSeconds;
  const workSeconds =
    sum(many.workers.map(({ cpuSeconds }) => cpuSeconds)) -
    sum(few.workers.map(({ cpuSeconds }) => cpuSeconds));
  const seconds = many.asking.seconds - few.asking.seconds;
  return {
    cpuMs: (1000 * (askingSeconds + workSeconds)) / trialsMore,
    askingCpuMs: (1000 * askingSeconds) / trialsMore,
    askingShare: askingSeconds / seconds,
    perSecond: trialsMore / seconds,
  };
}

type Measured = Awaited<ReturnType<typeof measure>>;

function describe(measured: readonly Measured[], alone: readonly Measured[]): BenchResult {
  const median = (of: (one: Measured) => number): number => medianOf(measured.map(of));
  const overheads = measured.map(({ cpuMs }, round) => cpuMs / (alone[round]?.cpuMs ?? 0) - 1);
  return {
    cpu_ms_per_trial: median(({ cpuMs }) => cpuMs),
    overhead: medianOf(overheads),
    overhead_least: Math.min(...overheads),
    overhead_most: Math.max(...overheads),
    asking_cpu_ms_per_trial: median(({ askingCpuMs }) => askingCpuMs),
    asking_share_of_a_core: median(({ askingShare }) => askingShare),
    trials_per_second: median(({ perSecond }) => perSecond),
  };
}

export const queuePart: BenchPart = {
  description: 'trials on a queue with 1, 2 and 4 workers: processor time against one process',
  async run(note) {
    const program = findRedisServer();
    if (program === undefined) return { skipped: 'no redis-server or valkey-server is here' };
    const folder = mkdtempSync(join(tmpdir(), 'turntape-bench-'));
    const redis = await startRedis(program);
    const measured = new Map<number, Measured[]>(workerCounts.map((workers) => [workers, []]));
    try {
      for (let round = 0; round < rounds; round++) {
        for (const [workers, list] of measured) {
          note(`round ${round + 1}: ${trialsMore} trials, ${workers || 'no'} workers`);
          list.push(await measure(folder, redis.url, workers, round));
        }
      }
      const alone = measured.get(0) ?? [];
      const results = [...measured].map(([workers, list]): [string, BenchResult] => [
        workers === 0 ? 'one_process' : `workers_${workers}`,
        describe(list, alone),
      ]);
      return { trials: trialsMore, rounds, ...Object.fromEntries(results) };
    } finally {
      await redis.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
