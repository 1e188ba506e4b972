// What `--view` adds to the recording proxy: recorders with and without a followed page, in turn, on
// the same upstream. Two of them have no page: their ratio is what the machine's noise makes of
// nothing.
import { mkdtempSync, rmSync } from 'node:fs';
import type { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quantile } from '../src/stats/descriptive.ts';
import { claudeBody } from './claude-body.ts';
import { createAgent, type LoadTarget, postMany, postOnce } from './load.ts';
import type { BenchPart, BenchResult } from './part.ts';
import { medianOf } from './sample.ts';
import { type ServerProcess, startChild, startTurntape } from './server-process.ts';

const eventsPerStream = 300;
const rounds = 15;
const requestsPerRound = 128;
const streams = 8;
const warmUpRequests = 400;
/** A model's events come apart from one another. */
const pacedEvents = 6;
const pacedMs = 3;
const pacedSingles = 200;
/** What a server still does when the answers are out belongs to its processor time. */
const settleMs = 300;

/** By what is done with the page. The first is what the others are compared with. */
const contenders = {
  without: null,
  withoutAgain: null,
  /** A tab in the background: told of every change. */
  listening: 'listen',
  /** The list of sessions in front: read again after every change. */
  listOpen: 'list',
} as const;

type Name = keyof typeof contenders;

interface Contender {
  readonly server: ServerProcess;
  readonly firstMs: number[];
  readonly cpuSeconds: number[];
  readonly seconds: number[];
}

type Contenders = Readonly<Record<Name, Contender>>;

const names = Object.keys(contenders) as Name[];

const targetOf = ({ server: { url } }: Contender, body: Uint8Array): LoadTarget => ({
  ...{ url, path: '/v1/messages', body },
});

async function measureLoad(contender: Contender, body: Uint8Array, agent: Agent): Promise<void> {
  const before = contender.server.cpuSeconds() ?? Number.NaN;
  const seconds = await postMany(targetOf(contender, body), agent, requestsPerRound, streams);
  await new Promise((resolve) => setTimeout(resolve, settleMs));
  contender.cpuSeconds.push((contender.server.cpuSeconds() ?? Number.NaN) - before);
  contender.seconds.push(seconds);
}

/** Each goes first as often as it goes last. */
const orderOf = (round: number): readonly Name[] => {
  const turned = [...names.slice(round % names.length), ...names.slice(0, round % names.length)];
  return round % 2 === 0 ? turned : turned.toReversed();
};

/** Median of paired ratios, and the middle half of them. */
function ratioOf(values: readonly number[], others: readonly number[]): BenchResult {
  const ratios = values.map((value, index) => value / (others[index] ?? Number.NaN));
  return {
    median: medianOf(ratios),
    from: quantile(ratios, 0.25),
    to: quantile(ratios, 0.75),
  };
}

/** Median of paired differences, ms, and the middle half of them. */
function addedOf(values: readonly number[], others: readonly number[]): BenchResult {
  const added = values.map((value, index) => value - (others[index] ?? Number.NaN));
  return { median: medianOf(added), from: quantile(added, 0.25), to: quantile(added, 0.75) };
}

function compare(measured: Contenders): BenchResult {
  const { without, ...others } = measured;
  return Object.fromEntries(
    Object.entries(others).map(([name, one]) => [
      name,
      {
        cpuRatio: ratioOf(one.cpuSeconds, without.cpuSeconds),
        secondsRatio: ratioOf(one.seconds, without.seconds),
        firstEventMsAdded: addedOf(one.firstMs, without.firstMs),
      },
    ]),
  );
}

type Start = (starting: Promise<ServerProcess>) => Promise<ServerProcess>;

async function startContenders(upstream: string, folder: string, start: Start) {
  const started: [Name, Contender][] = [];
  for (const name of names) {
    const follows = contenders[name];
    const flags = ['--upstream-anthropic', upstream, '--db', join(folder, `${name}.db`)];
    const view = follows === null ? [] : ['--view'];
    const server = await start(startTurntape('record', ...flags, ...view));
    if (server.view !== null) await start(startChild('follow-page.ts', server.view, follows ?? ''));
    started.push([name, { server, firstMs: [], cpuSeconds: [], seconds: [] }]);
  }
  return Object.fromEntries(started) as Contenders;
}

async function warmUp(measured: Contenders, body: Uint8Array, agent: Agent): Promise<void> {
  for (const name of names) {
    await postMany(targetOf(measured[name], body), agent, warmUpRequests, streams);
  }
}

export const liveViewPart: BenchPart = {
  description: `recorder with and without \`--view\`, 50 KB requests, streams of ${eventsPerStream} events`,
  async run(note) {
    const folder = mkdtempSync(join(tmpdir(), 'turntape-bench-'));
    const servers: ServerProcess[] = [];
    const start: Start = async (starting) => {
      const server = await starting;
      servers.push(server);
      return server;
    };
    const body = Buffer.from(claudeBody(50_000));
    const agent = createAgent();
    try {
      const slow = await start(
        startChild('fixed-upstream.ts', String(pacedEvents), String(pacedMs)),
      );
      const paced = await startContenders(slow.url, join(folder, 'paced'), start);
      await warmUp(paced, body, agent);
      for (let single = 0; single < pacedSingles; single++) {
        for (const name of orderOf(single)) {
          paced[name].firstMs.push(await postOnce(targetOf(paced[name], body), agent));
        }
      }
      note(`events ${pacedMs} ms apart`);
      for (const server of servers.splice(0).reverse()) await server.stop();
      const upstream = await start(startChild('fixed-upstream.ts', String(eventsPerStream)));
      const loaded = await startContenders(upstream.url, join(folder, 'load'), start);
      await warmUp(loaded, body, agent);
      for (let round = 0; round < rounds; round++) {
        for (const name of orderOf(round)) await measureLoad(loaded[name], body, agent);
        note(`round ${round + 1} of ${rounds}`);
      }
      const merged = names.map((name) => [name, { ...loaded[name], firstMs: paced[name].firstMs }]);
      return compare(Object.fromEntries(merged) as Contenders);
    } finally {
      agent.destroy();
      for (const server of servers.reverse()) await server.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
