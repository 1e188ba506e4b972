// Made-up agent traces of the size of published ones.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Of each. */
export const requests = 60;
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

/** Writes one file for each session into a new folder. */
export function writeMadeUpTraces(folder: string, sessions: number): void {
  mkdirSync(folder);
  for (let session = 0; session < sessions; session++) {
    writeFileSync(join(folder, `${session}.json`), JSON.stringify(madeUpTrace(session)));
  }
}
