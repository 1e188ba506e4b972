// Peak memory of recorder and gateway beside the bare pass-through, on the same load in the same
// run: many streams at once, and large requests.
import { join } from 'node:path';
import { claudeBody } from './claude-body.ts';
import { createAgent, postOnce } from './load.ts';
import type { BenchResult } from './part.ts';
import { type ServerProcess, startChild, startTurntape } from './server-process.ts';

/** What is sent: bytes of a request, requests at once, and in all. */
const loads = {
  '64Streams50KB': { bytes: 50_000, streams: 64, requests: 1_280 },
  '8Streams5MB': { bytes: 5_000_000, streams: 8, requests: 96 },
  '64Streams5MB': { bytes: 5_000_000, streams: 64, requests: 192 },
} as const;

type Start = (db: string, upstream: string) => Promise<ServerProcess>;

const contenders: Readonly<Record<'pipe' | 'recorder' | 'gateway', Start>> = {
  pipe: (_db, upstream) => startChild('bare-pipe.ts', upstream),
  recorder: (db, upstream) => startTurntape('record', '--upstream-anthropic', upstream, '--db', db),
  gateway: (db, upstream) =>
    startTurntape(
      ...['gateway', '--backend', `${upstream}/v1`, '--db', db],
      ...['--set', 'reasoning_continuity=true'],
    ),
};

async function peakOf(
  server: ServerProcess,
  { bytes, streams, requests }: (typeof loads)[keyof typeof loads],
): Promise<{ megabytes: number; seconds: number; cpuSeconds: number; refused: number }> {
  const agent = createAgent();
  const body = Buffer.from(claudeBody(bytes));
  const target = { url: server.url, path: '/v1/messages', body };
  const startedMs = performance.now();
  let left = requests;
  let refused = 0;
  const stream = async (): Promise<void> => {
    while (left-- > 0) {
      // Who finds no room in ten seconds is told to try again: that is how memory stays bounded.
      await postOnce(target, agent).catch(() => refused++);
    }
  };
  await Promise.all(Array.from({ length: streams }, stream));
  const seconds = (performance.now() - startedMs) / 1000;
  agent.destroy();
  return {
    megabytes: server.peakMegabytes() ?? Number.NaN,
    seconds,
    cpuSeconds: server.cpuSeconds() ?? Number.NaN,
    refused,
  };
}

/** @param folder for the databases @param upstream streams its answers */
export async function measurePeakMemory(
  folder: string,
  upstream: string,
  note: (line: string) => void,
): Promise<BenchResult> {
  const results: Record<string, BenchResult> = {};
  for (const [load, settings] of Object.entries(loads)) {
    const result: Record<string, number> = {};
    for (const [name, start] of Object.entries(contenders)) {
      const server = await start(join(folder, `${load}-${name}.db`), upstream);
      try {
        const { megabytes, seconds, cpuSeconds, refused } = await peakOf(server, settings);
        result[`${name}Megabytes`] = megabytes;
        result[`${name}Seconds`] = seconds;
        result[`${name}CpuSeconds`] = cpuSeconds;
        result[`${name}Refused`] = refused;
      } finally {
        await server.stop();
      }
      note(`${load}: ${name} ${result[`${name}Megabytes`]?.toFixed(0)} MB`);
    }
    const { pipeMegabytes = 0, recorderMegabytes = 0, gatewayMegabytes = 0 } = result;
    results[load] = {
      ...result,
      recorderToPipe: recorderMegabytes / pipeMegabytes,
      gatewayToPipe: gatewayMegabytes / pipeMegabytes,
    };
  }
  return results;
}
