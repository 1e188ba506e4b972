// `turntape explain` on recorded sessions of about 2 MB a request: time, memory, and whether a
// longer session costs more than its bytes. And `turntape check` on the committed fixtures. Both
// are the commands that a user runs, each in a process of its own.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CommandUsage, measureCommand } from './measure-command.ts';
import type { BenchPart, BenchResult } from './part.ts';
import { type RecordedClient, recordSession } from './recorded-session.ts';
import { medianOf } from './sample.ts';

const bodyBytes = 2_000_000;
const lengths = [100, 200, 400] as const;
const rounds = 3;
/** Medians of each, all in turn, round after round, so that a busy machine hits all alike. */
async function measureInTurn(commands: readonly (readonly string[])[]): Promise<CommandUsage[]> {
  const runs: CommandUsage[][] = commands.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, words] of commands.entries())
      runs[index]?.push(await measureCommand(...words));
  }
  return runs.map((usages) => ({
    seconds: medianOf(usages.map(({ seconds }) => seconds)),
    cpuSeconds: medianOf(usages.map(({ cpuSeconds }) => cpuSeconds)),
    peakMegabytes: medianOf(usages.map(({ peakMegabytes }) => peakMegabytes)),
  }));
}

async function explainLengths(client: RecordedClient, folder: string): Promise<BenchResult> {
  const megabytes: number[] = [];
  const commands: string[][] = [];
  for (const turns of [1, ...lengths]) {
    const database = join(folder, 'private', `${client}-${turns}.db`);
    megabytes.push((await recordSession(database, client, bodyBytes, turns)) / 1e6);
    commands.push(['explain', `s_${client}`, '--json', '--db', database]);
  }
  const [start, ...measured] = await measureInTurn(commands);
  const sizes = measured.map((usage, index) => {
    const more = (megabytes[index + 1] ?? 0) - (megabytes[0] ?? 0);
    // Without what starting and the first body cost.
    const cpuMsPerMegabyte = (1000 * (usage.cpuSeconds - (start?.cpuSeconds ?? 0))) / more;
    return { ...usage, megabytes: megabytes[index + 1] ?? 0, cpuMsPerMegabyte };
  });
  return {
    ...Object.fromEntries(lengths.map((turns, index) => [`${turns} turns`, sizes[index] ?? {}])),
    longestOverShortestPerMegabyte:
      (sizes.at(-1)?.cpuMsPerMegabyte ?? 0) / (sizes[0]?.cpuMsPerMegabyte ?? 0),
  };
}

export const explainPart: BenchPart = {
  description: '`explain` on sessions of 2 MB bodies, `check` on the committed fixtures',
  async run(note) {
    const folder = mkdtempSync(join(tmpdir(), 'turntape-bench-'));
    try {
      note('codex, blocks');
      const codex = await explainLengths('codex', folder);
      note('claude, breakpoints');
      const claude = await explainLengths('claude', folder);
      note('check');
      const [check = {}] = await measureInTurn([['check', '--json']]);
      return { codex, claude, check: { ...check } };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
