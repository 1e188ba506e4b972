// The recorder against the bare pass-through, in alternation, each in a process of its own on the
// same upstream; and its memory over many exchanges.
import { mkdtempSync, rmSync } from 'node:fs';
import type { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claudeBody } from './claude-body.ts';
import { createAgent, type LoadTarget, postMany, postOnce } from './load.ts';
import type { BenchPart, BenchResult } from './part.ts';
import { measurePeakMemory } from './peak-memory.ts';
import { medianOf } from './sample.ts';
import { type ServerProcess, startChild, startTurntape } from './server-process.ts';

const eventsPerStream = 300;
const rounds = 9;
/**
 * Two processes that stream leave no core for the client that waits: many are needed for a median.
 */
const singles = 400;
/** A model's events come apart from one another: then no stream is in the way of a first event. */
const pacedEvents = 6;
const pacedMs = 3;
const pacedSingles = 200;
const requestsPerRound = 192;
/** Both are compiled and have grown to their working size: a recorder runs for days. */
const warmUpRequests = 800;
const streamCounts = [8, 64] as const;
/** What a server still does when the answers are out belongs to its processor time. */
const settleMs = 300;
/** Short answers: what is looked at is what stays behind. */
const memoryEvents = 4;
const memoryExchanges = 35_000;
/** The two heaps take this long to grow to their working size; a leak continues after that. */
const memoryWarmUp = 25_000;

interface Contender {
  readonly server: ServerProcess;
  readonly firstMs: number[];
  readonly cpuSecondsPer1000: number[];
  readonly requestsPerSecond: Record<(typeof streamCounts)[number], number[]>;
}

const targetOf = (
  { server: { url } }: Pick<Contender, 'server'>,
  body: Uint8Array,
): LoadTarget => ({
  ...{ url, path: '/v1/messages', body },
});

async function measureLoad(
  contender: Contender,
  body: Uint8Array,
  streams: (typeof streamCounts)[number],
): Promise<void> {
  const agent = createAgent();
  const before = contender.server.cpuSeconds();
  const seconds = await postMany(targetOf(contender, body), agent, requestsPerRound, streams);
  await new Promise((resolve) => setTimeout(resolve, settleMs));
  const after = contender.server.cpuSeconds();
  agent.destroy();
  contender.requestsPerSecond[streams].push(requestsPerRound / seconds);
  if (before !== null && after !== null) {
    contender.cpuSecondsPer1000.push(((after - before) * 1000) / requestsPerRound);
  }
}

function resultOf({ firstMs, cpuSecondsPer1000, requestsPerSecond, server }: Contender) {
  return {
    firstEventMs: medianOf(firstMs),
    requestsPerSecondAt8: medianOf(requestsPerSecond[8]),
    requestsPerSecondAt64: medianOf(requestsPerSecond[64]),
    cpuSecondsPer1000: cpuSecondsPer1000.length === 0 ? null : medianOf(cpuSecondsPer1000),
    peakMegabytes: server.peakMegabytes(),
  };
}

/** The time to the first event, in alternation, after a warm-up. */
async function measureFirst(
  contenders: readonly Contender[],
  body: Uint8Array,
  agent: Agent,
  count: number,
): Promise<void> {
  for (const contender of contenders) {
    await postMany(targetOf(contender, body), agent, warmUpRequests, 8);
  }
  for (let single = 0; single < count; single++) {
    for (const contender of contenders) {
      contender.firstMs.push(await postOnce(targetOf(contender, body), agent));
    }
  }
}

type Contenders = Readonly<Record<'direct' | 'pipe' | 'recorder', Contender>>;

/** What both add to the time that the upstream takes by itself, ms. */
function addedOf({ direct, pipe, recorder }: Contenders) {
  const directMs = medianOf(direct.firstMs);
  const added = {
    pipe: medianOf(pipe.firstMs) - directMs,
    recorder: medianOf(recorder.firstMs) - directMs,
  };
  return { directMs, ...added, ratio: added.recorder / added.pipe };
}

async function measurePaced(contenders: Contenders): Promise<BenchResult> {
  const agent = createAgent();
  const body = Buffer.from(claudeBody(50_000));
  await measureFirst(Object.values(contenders), body, agent, pacedSingles);
  agent.destroy();
  const { directMs, pipe, recorder, ratio } = addedOf(contenders);
  return {
    directFirstEventMs: directMs,
    addedFirstEventMsPipe: pipe,
    addedFirstEventMsRecorder: recorder,
    addedToPipe: ratio,
  };
}

async function measure(contenders: Contenders, note: (line: string) => void): Promise<BenchResult> {
  const { pipe, recorder } = contenders;
  const body = Buffer.from(claudeBody(50_000));
  const agent = createAgent();
  await measureFirst(Object.values(contenders), body, agent, singles);
  agent.destroy();
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? [pipe, recorder] : [recorder, pipe];
    for (const streams of streamCounts) {
      for (const contender of order) await measureLoad(contender, body, streams);
    }
    note(`round ${round + 1} of ${rounds}`);
  }
  const results = { pipe: resultOf(pipe), recorder: resultOf(recorder) };
  const added = addedOf(contenders);
  return {
    ...results,
    directFirstEventMs: added.directMs,
    addedFirstEventMsPipe: added.pipe,
    addedFirstEventMsRecorder: added.recorder,
    addedToPipe: added.ratio,
    cpuToPipe: pairedRatio(recorder.cpuSecondsPer1000, pipe.cpuSecondsPer1000),
    throughputToPipeAt8: pairedRatio(recorder.requestsPerSecond[8], pipe.requestsPerSecond[8]),
    throughputToPipeAt64: pairedRatio(recorder.requestsPerSecond[64], pipe.requestsPerSecond[64]),
  };
}

/** Of loads that followed each other: the machine is as fast for the one as for the other. */
function pairedRatio(values: readonly number[], others: readonly number[]): number {
  return medianOf(values.map((value, index) => value / (others[index] ?? Number.NaN)));
}

/** Resident memory after a warm-up, and after ten thousand exchanges more. */
async function measureMemory(recorder: ServerProcess, note: (line: string) => void) {
  const target = targetOf({ server: recorder }, Buffer.from(claudeBody(4_000)));
  const agent = createAgent();
  await postMany(target, agent, memoryWarmUp, 8);
  const before = recorder.residentMegabytes();
  await postMany(target, agent, memoryExchanges - memoryWarmUp, 8);
  const after = recorder.residentMegabytes();
  agent.destroy();
  note(`${memoryExchanges} exchanges, ${before?.toFixed(0)} -> ${after?.toFixed(0)} MB`);
  return { exchanges: memoryExchanges, megabytesAfterWarmUp: before, megabytesAtEnd: after };
}

export const proxyPart: BenchPart = {
  description: `recorder against a bare pass-through, 50 KB requests, streams of ${eventsPerStream} events`,
  async run(note) {
    const folder = mkdtempSync(join(tmpdir(), 'turntape-bench-'));
    const servers: ServerProcess[] = [];
    const started = async (starting: Promise<ServerProcess>): Promise<ServerProcess> => {
      const server = await starting;
      servers.push(server);
      return server;
    };
    const contender = (server: ServerProcess): Contender => ({
      ...{ server, firstMs: [], cpuSecondsPer1000: [], requestsPerSecond: { 8: [], 64: [] } },
    });
    const record = (url: string, name: string): Promise<ServerProcess> =>
      started(startTurntape('record', '--upstream-anthropic', url, '--db', join(folder, name)));
    try {
      const upstream = await started(startChild('fixed-upstream.ts', String(eventsPerStream)));
      const pipe = await started(startChild('bare-pipe.ts', upstream.url));
      const recorder = await record(upstream.url, 'load.db');
      const measured = await measure(
        { direct: contender(upstream), pipe: contender(pipe), recorder: contender(recorder) },
        note,
      );
      const slow = await started(
        startChild('fixed-upstream.ts', String(pacedEvents), String(pacedMs)),
      );
      const paced = await measurePaced({
        direct: contender(slow),
        pipe: contender(await started(startChild('bare-pipe.ts', slow.url))),
        recorder: contender(await record(slow.url, 'paced.db')),
      });
      note(`events ${pacedMs} ms apart`);
      const short = await started(startChild('fixed-upstream.ts', String(memoryEvents)));
      const memory = await measureMemory(await record(short.url, 'memory.db'), note);
      const peak = await measurePeakMemory(folder, upstream.url, note);
      return { ...measured, paced, memory, peak };
    } finally {
      for (const server of servers.reverse()) await server.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
