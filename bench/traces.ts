// `ab --traces` on made-up traces of the size of published ones: what a request costs, and whether
// many sessions need more memory than few. Every session is on the disk until it is played.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CommandUsage, measureCommand } from './measure-command.ts';
import type { BenchPart } from './part.ts';

const few = 4;
const many = 24;
const requests = 60;
/** Blocks of 64 tokens: prompts of 40,000 to 100,000 tokens, as the published sessions have. */
const firstBlocks = 700;
const newBlocks = 14;

/** Appends, and goes back into the history every twentieth request. */
function madeUpTrace(session: number): object {
  const from = session * 1_000_000;
  const blocks = (start: number, count: number): number[] =>
    Array.from({ length: count }, (_, index) => from + start + index);
  return {
    ...{ id: `made_up_${session}`, block_size: 64, tool_tokens: 12_800, system_tokens: 4_200 },
    requests: Array.from({ length: requests }, (_, index) => {
      const length = firstBlocks + index * newBlocks;
      const edited = index % 20 === 19 ? blocks(500_000 + 1_000 * index, 40) : [];
      const hash_ids = [...blocks(0, length - edited.length), ...edited];
      return { ...{ t: 15 * index, type: 'n', in: 64 * length, out: 220 }, hash_ids };
    }),
  };
}

async function play(folder: string, sessions: number): Promise<CommandUsage> {
  const traces = join(folder, `traces-${sessions}`);
  mkdirSync(traces);
  for (let session = 0; session < sessions; session++) {
    writeFileSync(join(traces, `${session}.json`), JSON.stringify(madeUpTrace(session)));
  }
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
