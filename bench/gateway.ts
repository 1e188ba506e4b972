// The whole gateway, recording both sides, against the bare pass-through, in alternation: both on
// the same upstream, each in a process of its own.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claudeBody } from './claude-body.ts';
import { createAgent, type LoadTarget, postMany, postOnce } from './load.ts';
import type { BenchPart, BenchResult } from './part.ts';
import { medianOf } from './sample.ts';
import { type ServerProcess, startChild, startTurntape } from './server-process.ts';

const eventsPerStream = 300;
const streams = 8;
const rounds = 5;
const requestsPerRound = 64;
/** Until the compiler has settled: the processor time of either still falls after 512. */
const warmUpRequests = 768;
/** Requests one after the other, for the time to the first event. */
const singles = { '50KB': 60, '5MB': 8 } as const;
const sizes = { '50KB': 50_000, '5MB': 5_000_000 } as const;

interface Contender {
  readonly name: 'pipe' | 'gateway';
  readonly server: ServerProcess;
  readonly firstMs: Record<keyof typeof sizes, number[]>;
  readonly requestsPerSecond: number[];
  readonly cpuSecondsPer1000: number[];
  /** When the load begins. */
  threadsBefore: ReadonlyMap<string, number>;
}

const targetOf = ({ server }: Contender, body: Uint8Array): LoadTarget => ({
  url: server.url,
  path: '/v1/messages',
  body,
});

async function measureFirst(contenders: readonly Contender[], size: keyof typeof sizes) {
  const body = Buffer.from(claudeBody(sizes[size]));
  const agent = createAgent();
  for (const contender of contenders) await postOnce(targetOf(contender, body), agent);
  for (let single = 0; single < singles[size]; single++) {
    for (const contender of contenders) {
      contender.firstMs[size].push(await postOnce(targetOf(contender, body), agent));
    }
  }
  agent.destroy();
}

async function measureLoad(contender: Contender, body: Uint8Array): Promise<void> {
  const agent = createAgent();
  const before = contender.server.cpuSeconds();
  const seconds = await postMany(targetOf(contender, body), agent, requestsPerRound, streams);
  const after = contender.server.cpuSeconds();
  agent.destroy();
  contender.requestsPerSecond.push(requestsPerRound / seconds);
  if (before !== null && after !== null) {
    contender.cpuSecondsPer1000.push(((after - before) * 1000) / requestsPerRound);
  }
}

/** Processor time of the whole load, by thread, in seconds per 1,000 requests. */
function secondsByThread({ server, threadsBefore }: Contender): Record<string, number> {
  return Object.fromEntries(
    Array.from(server.cpuSecondsByThread(), ([name, seconds]): [string, number] => [
      name,
      ((seconds - (threadsBefore.get(name) ?? 0)) * 1000) / (rounds * requestsPerRound),
    ]).filter(([, seconds]) => seconds > 0),
  );
}

function resultOf(contender: Contender) {
  const { firstMs, requestsPerSecond, cpuSecondsPer1000, server } = contender;
  return {
    firstEventMs50KB: medianOf(firstMs['50KB']),
    firstEventMs5MB: medianOf(firstMs['5MB']),
    requestsPerSecond: medianOf(requestsPerSecond),
    cpuSecondsPer1000: cpuSecondsPer1000.length === 0 ? null : medianOf(cpuSecondsPer1000),
    cpuSecondsPer1000ByThread: secondsByThread(contender),
    peakMegabytes: server.peakMegabytes(),
  };
}

async function measure(
  [pipe, gateway]: readonly [Contender, Contender],
  note: (line: string) => void,
): Promise<BenchResult> {
  const contenders = [pipe, gateway];
  const body = Buffer.from(claudeBody(sizes['50KB']));
  // Not measured: the compiler's first look at the code.
  for (const { server } of contenders) {
    const agent = createAgent();
    await postMany({ url: server.url, path: '/v1/messages', body }, agent, warmUpRequests, streams);
    agent.destroy();
  }
  await measureFirst(contenders, '50KB');
  await measureFirst(contenders, '5MB');
  for (const contender of contenders)
    contender.threadsBefore = contender.server.cpuSecondsByThread();
  for (let round = 0; round < rounds; round++) {
    for (const contender of round % 2 === 0 ? contenders : contenders.toReversed()) {
      await measureLoad(contender, body);
    }
    note(`round ${round + 1} of ${rounds}`);
  }
  const results = { pipe: resultOf(pipe), gateway: resultOf(gateway) };
  return {
    ...results,
    addedFirstEventMs50KB: results.gateway.firstEventMs50KB - results.pipe.firstEventMs50KB,
    addedFirstEventMs5MB: results.gateway.firstEventMs5MB - results.pipe.firstEventMs5MB,
    cpuToPipe: (results.gateway.cpuSecondsPer1000 ?? 0) / (results.pipe.cpuSecondsPer1000 ?? 0),
    throughputToPipe: results.gateway.requestsPerSecond / results.pipe.requestsPerSecond,
  };
}

export const gatewayPart: BenchPart = {
  description: `gateway against a bare pass-through, ${streams} streams of ${eventsPerStream} events`,
  async run(note) {
    const folder = mkdtempSync(join(tmpdir(), 'turntape-bench-'));
    const servers: ServerProcess[] = [];
    const started = async (starting: Promise<ServerProcess>): Promise<ServerProcess> => {
      const server = await starting;
      servers.push(server);
      return server;
    };
    const contender = (name: Contender['name'], server: ServerProcess): Contender => ({
      ...{ name, server, firstMs: { '50KB': [], '5MB': [] } },
      ...{ requestsPerSecond: [], cpuSecondsPer1000: [], threadsBefore: new Map() },
    });
    try {
      const upstream = await started(startChild('fixed-upstream.ts', String(eventsPerStream)));
      const pipe = await started(startChild('bare-pipe.ts', upstream.url));
      const gateway = await started(
        startTurntape(
          ...['gateway', '--backend', `${upstream.url}/v1`, '--db', join(folder, 'bench.db')],
          ...['--set', 'reasoning_continuity=true'],
        ),
      );
      return await measure([contender('pipe', pipe), contender('gateway', gateway)], note);
    } finally {
      for (const server of servers.reverse()) await server.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
