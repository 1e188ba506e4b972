// `ab --traces` on made-up traces of the size of published ones: what a request costs, and whether
// many sessions need more memory than few. Every session is on the disk until it is played.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requests, writeMadeUpTraces } from './made-up-traces.ts';
import { type CommandUsage, measureCommand } from './measure-command.ts';
import type { BenchPart } from './part.ts';

const few = 4;
const many = 24;

async function play(folder: string, sessions: number): Promise<CommandUsage> {
  const traces = join(folder, `traces-${sessions}`);
  writeMadeUpTraces(traces, sessions);
  return await measureCommand(
    ...['ab', '--traces', traces, '--reasoning-tokens', '400', '--quiet', '--no-charts'],
    ...['--sim', 'cache_outputs=none', '--sim', 'cache_quantum=128'],
    ...['--db', join(folder, `${sessions}.db`), '--out', folder],
  );
}

export const tracesPart: BenchPart = {
  description: 'agent traces in two arms: time a request, memory of many sessions against few',
  async run(note) {
    const folder = mkdtempSync(join(tmpdir(), 'turntape-bench-'));
    try {
      note(`${few} sessions of ${requests} requests`);
      const small = await play(folder, few);
      note(`${many} sessions of ${requests} requests`);
      const large = await play(folder, many);
      const more = 2 * requests * (many - few);
      return {
        few: { ...small },
        many: { ...large },
        cpuMsPerRequest: (1000 * (large.cpuSeconds - small.cpuSeconds)) / more,
        manyOverFewPeakMemory: large.peakMegabytes / small.peakMegabytes,
      };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
