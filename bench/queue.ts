// What a queue costs: processor time of a trial that workers play against one that is played in one
// process, and what the command that asks does meanwhile. Starting a program is taken out by
// playing few and many trials. Processor time is compared, since it hardly depends on what else the
// machine does; trials per second do.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRedisServer, startRedis } from '../src/reasoning-store/redis-server.test-support.ts';
import { sum } from '../src/stats/descriptive.ts';
import { type CommandUsage, measureCommand } from './measure-command.ts';
import type { BenchPart, BenchResult } from './part.ts';

const fewRepeats = 1;
const manyRepeats = 5;
const workerCounts = [1, 2, 4];
/** Longer than the command that asks takes to start, s. */
const idleSeconds = 15;
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
): Promise<Played> {
  const name = `${workers}-${repeats}`;
  const working = Array.from({ length: workers }, () =>
    measureCommand('worker', url, '--idle', String(idleSeconds), '--quiet'),
  );
  const asking = await measureCommand(
    ...['ab', ...scenarios, '--repeats', String(repeats), '--quiet', '--no-charts'],
    ...['--sim', 'cache_outputs=none', '--sim', 'cache_quantum=128'],
    ...['--db', join(folder, `${name}.db`), '--out', join(folder, name)],
    ...(workers === 0 ? [] : ['--queue', url]),
  );
  return { asking, workers: await Promise.all(working) };
}

/** What the trials took that many repeats have more than few. */
async function measure(folder: string, url: string, workers: number) {
  const few = await play(folder, fewRepeats, url, workers);
  const many = await play(folder, manyRepeats, url, workers);
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

export const queuePart: BenchPart = {
  description: 'trials on a queue with 1, 2 and 4 workers: processor time against one process',
  async run(note) {
    const program = findRedisServer();
    if (program === undefined) return { skipped: 'no redis-server or valkey-server is here' };
    const folder = mkdtempSync(join(tmpdir(), 'turntape-bench-'));
    const redis = await startRedis(program);
    try {
      note(`${trialsMore} trials in one process`);
      const alone = await measure(folder, redis.url, 0);
      const results: Record<string, BenchResult> = {};
      for (const workers of workerCounts) {
        note(`${trialsMore} trials on ${workers} workers`);
        const { cpuMs, askingCpuMs, askingShare, perSecond } = await measure(
          ...([folder, redis.url, workers] as const),
        );
        results[`workers_${workers}`] = {
          cpu_ms_per_trial: cpuMs,
          overhead: cpuMs / alone.cpuMs - 1,
          asking_cpu_ms_per_trial: askingCpuMs,
          asking_share_of_a_core: askingShare,
          trials_per_second: perSecond,
        };
      }
      return {
        trials: trialsMore,
        one_process: { cpu_ms_per_trial: alone.cpuMs, trials_per_second: alone.perSecond },
        ...results,
      };
    } finally {
      await redis.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
