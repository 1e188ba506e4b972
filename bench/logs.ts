// `usage` on made-up session files: megabytes a second, and whether more of them need more memory.
// `--size=MEGABYTES` sets how much is read; a gigabyte takes as long as it takes.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CommandUsage, measureCommand } from './measure-command.ts';
import type { BenchPart } from './part.ts';

const defaultMegabytes = 40;
/** The smaller history is this part of the larger one. */
const smallPart = 4;
const megabyte = 1_000_000;
/** Of one session file. */
const fileMegabytes = 4;

/** One call: a tool's output, encrypted reasoning, a call and its usage, about 12 KB. */
function madeUpCall(index: number): string {
  const timestamp = new Date(Date.UTC(2026, 6, 1) + 20_000 * index).toISOString();
  const line = (type: string, payload: object): string =>
    `${JSON.stringify({ timestamp, type, payload })}\n`;
  const call_id = `call_${index}`;
  const usage = {
    input_tokens: 10_000 + 300 * index,
    cached_input_tokens: 9_000 + 300 * index,
    output_tokens: 250,
    reasoning_output_tokens: 200,
  };
  const output = `line ${index} of a file that a tool has read\n`.repeat(150);
  return [
    line('response_item', { type: 'function_call_output', call_id, output }),
    line('response_item', { type: 'reasoning', encrypted_content: 'gAAA'.repeat(1000) }),
    line('response_item', { type: 'function_call', name: 'shell', arguments: '{}', call_id }),
    line('event_msg', {
      type: 'token_count',
      info: { total_token_usage: { total_tokens: 1000 * index }, last_token_usage: usage },
    }),
  ].join('');
}

/** @returns megabytes written */
function writeHistory(folder: string, megabytes: number): number {
  mkdirSync(folder);
  let written = 0;
  for (let session = 0; written < megabytes * megabyte; session++) {
    const id = `made-up-${session}`;
    const timestamp = new Date(Date.UTC(2026, 6, 1)).toISOString();
    const lines = [
      `${JSON.stringify({ timestamp, type: 'session_meta', payload: { id, timestamp } })}\n`,
      `${JSON.stringify({ timestamp, type: 'turn_context', payload: { model: 'gpt-5.5' } })}\n`,
    ];
    let size = 0;
    for (let call = 0; size < fileMegabytes * megabyte; call++) {
      const text = madeUpCall(call);
      size += text.length;
      lines.push(text);
    }
    writeFileSync(join(folder, `rollout-${session}.jsonl`), lines.join(''));
    written += size;
  }
  return written / megabyte;
}

async function read(folder: string): Promise<CommandUsage> {
  return await measureCommand('usage', folder, '--json', '--quiet');
}

export const logsPart: BenchPart = {
  description: 'session files: megabytes a second, time and memory of many against few',
  async run(note, { sizeMegabytes }) {
    const folder = mkdtempSync(join(tmpdir(), 'turntape-bench-'));
    const wanted = sizeMegabytes ?? defaultMegabytes;
    try {
      const measured = [];
      for (const megabytes of [wanted / smallPart, wanted]) {
        const history = join(folder, `history-${megabytes}`);
        const written = writeHistory(history, megabytes);
        note(`${written.toFixed(0)} MB`);
        measured.push({ megabytes: written, ...(await read(history)) });
        rmSync(history, { recursive: true });
      }
      const [few, many] = measured as [(typeof measured)[0], (typeof measured)[0]];
      return {
        few,
        many,
        // Without the start of the program.
        megabytesPerCpuSecond:
          (many.megabytes - few.megabytes) / (many.cpuSeconds - few.cpuSeconds),
        megabytesPerSecond: (many.megabytes - few.megabytes) / (many.seconds - few.seconds),
        manyOverFewPeakMemory: many.peakMegabytes / few.peakMegabytes,
      };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
