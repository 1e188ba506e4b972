// Published figures and the simulator's, row by row. A row is `fitted` when a parameter was chosen
// to meet it, else `predicted`: nothing was left free. A `what if` row says what another value
// would do.

import type { SimulatorParameters } from '../../src/profiles/simulator-parameters.ts';
import { median, quantile } from '../../src/stats/descriptive.ts';
import { mean } from '../../src/stats/moments.ts';
import { wilsonInterval } from '../../src/stats/wilson.ts';
import { fittedFailover, headerMisses, zeroCalls } from './header-misses.ts';
import type { Outcome } from './play.ts';
import type { CalibrationRow } from './row.ts';
import { tokenRows } from './token-rows.ts';
import {
  type AgentCall,
  agentSession,
  coldAndPartlyWarm,
  coldAndWarm,
  growingPrefixes,
  repeatedPrompt,
  secondSession,
} from './workloads.ts';

type Published = Pick<CalibrationRow, 'published' | 'band' | 'point'>;

const percent = (share: number): number => share * 100;

function counts(hits: number, calls: number): Published {
  const band = wilsonInterval(hits, calls, 0.95);
  return {
    published: `${hits} of ${calls} (${percent(hits / calls).toFixed(0)}%)`,
    band: band && { low: percent(band.low), high: percent(band.high) },
    point: percent(hits / calls),
  };
}
const point = (value: number): Published => ({ published: `${value}%`, band: null, point: value });
const range = (low: number, high: number): Published => ({
  published: `${low} to ${high}%`,
  band: { low, high },
  point: null,
});

/** Of outcomes, of which there is always one. */
const meanOf = (values: readonly number[]): number => mean(values) ?? Number.NaN;
const hitShare = (outcomes: readonly Outcome[]): number =>
  percent(meanOf(outcomes.map(({ cachedTokens }) => (cachedTokens > 0 ? 1 : 0))));
const tokenShare = (outcomes: readonly Outcome[]): number =>
  percent(
    meanOf(outcomes.map(({ cachedTokens }) => cachedTokens)) /
      meanOf(outcomes.map(({ inputTokens }) => inputTokens)),
  );

async function overSeeds(
  count: number,
  play: (seed: string) => Promise<Outcome[]>,
): Promise<Outcome[]> {
  const all: Outcome[] = [];
  for (let seed = 0; seed < count; seed++) all.push(...(await play(`seed ${seed}`)));
  return all;
}

/** Seeds of rows that draw from a lottery. */
export const lotterySeeds = 200;
/** Sessions of the agent rows. */
export const agentSessions = 60;

async function routingRows(): Promise<CalibrationRow[]> {
  const fleet = 'fleet-harness PR 839';
  const opengeni = 'opengeni PR 386';
  const grow = (prefixes: number, header: boolean, key: boolean, failover_rate = 0) =>
    overSeeds(lotterySeeds, (seed) =>
      growingPrefixes(seed, prefixes, { header, key }, { failover_rate }),
    );
  const noMiss = '`failover_rate` is 0, so nothing misses here: see below';
  return [
    {
      what: 'growing prefixes, no header and no key: calls that hit',
      source: fleet,
      ...counts(16, 42),
      simulated: hitShare(await grow(6, false, false)),
      kind: 'fitted (machines)',
      note: '6 prefixes of 8 turns',
    },
    {
      what: 'growing prefixes, key alone',
      source: fleet,
      ...counts(8, 21),
      simulated: hitShare(await grow(3, false, true)),
      kind: 'predicted',
      note: '3 prefixes of 8 turns',
    },
    {
      what: 'growing prefixes, header alone',
      source: fleet,
      ...counts(19, 21),
      simulated: hitShare(await grow(3, true, false)),
      kind: 'predicted',
      note: noMiss,
    },
    {
      what: 'growing prefixes, header and key',
      source: fleet,
      ...counts(39, 42),
      simulated: hitShare(await grow(6, true, true)),
      kind: 'predicted',
      note: noMiss,
    },
    {
      what: 'the same, all calls with a header',
      source: fleet,
      ...counts(headerMisses.calls - headerMisses.missed, headerMisses.calls),
      simulated: hitShare(await grow(6, true, true, fittedFailover)),
      kind: `what if (failover_rate=${fittedFailover})`,
      note: 'fitted to the misses of this source',
    },
    {
      what: 'identical prompt of 99,000 tokens, header and key: calls that hit',
      source: opengeni,
      ...counts(10, 10),
      simulated: hitShare(await overSeeds(3, (seed) => repeatedPrompt(seed, 99_000, 10, true))),
      kind: 'predicted',
      note: '',
    },
    {
      what: 'the same: share of the prompt that is cached',
      source: opengeni,
      ...point(99),
      simulated: tokenShare(await overSeeds(3, (seed) => repeatedPrompt(seed, 99_000, 10, true))),
      kind: 'predicted',
      note: 'whole blocks of 128; the published prompt may have had a part that changes',
    },
    {
      what: 'identical prompt, key alone: calls that hit',
      source: opengeni,
      ...point(50),
      simulated: hitShare(
        await overSeeds(lotterySeeds, (seed) => repeatedPrompt(seed, 2_000, 10, false)),
      ),
      kind: 'predicted',
      note: 'played with 2,000 tokens: the size does not matter here; "about half" of an unknown number of calls',
    },
    {
      what: 'replay of a prompt of 59,000 tokens with the header: share cached',
      source: 'shunt note',
      ...point(98.1),
      simulated: tokenShare(await overSeeds(3, (seed) => repeatedPrompt(seed, 59_000, 3, true))),
      kind: 'predicted',
      note: '',
    },
    {
      what: 'a new session over the same tools and system prompt: calls that hit',
      source: 'codex issues 44716 and 35300 ("nearly cold")',
      published: 'nearly 0',
      band: null,
      point: 0,
      simulated: hitShare(
        await overSeeds(lotterySeeds, async (seed) => [await secondSession(seed)]),
      ),
      kind: 'predicted',
      note: 'one in eight meets the machine of the other session; native Codex, whose prompt is shared by all, finds it in 90 to 100% (reports/evidence.md)',
    },
  ];
}

async function agentCalls(parameters: Partial<SimulatorParameters> = {}): Promise<AgentCall[]> {
  const calls: AgentCall[] = [];
  for (let seed = 0; seed < agentSessions; seed++)
    calls.push(...(await agentSession(`agent ${seed}`, parameters)));
  return calls;
}

async function agentRows(): Promise<CalibrationRow[]> {
  const calls = await agentCalls();
  const perCall = calls.map(({ cachedTokens, inputTokens }) => percent(cachedTokens / inputTokens));
  const of = (cause: AgentCall['cause']) => calls.filter((call) => call.cause === cause);
  const audit = 'multivibe wiki audit, 73,386 native Codex calls';
  const tracelab = 'TraceLab arXiv 2606.30560, Codex';
  const sizes =
    'sizes and gaps from published medians, turns and steps chosen; no misses by default';
  const row = (what: string, source: string, published: number, simulated: number) => ({
    ...{ what, source, ...point(published), simulated, note: sizes },
    kind: 'predicted',
  });
  return [
    row('native-style sessions: cached share of all input tokens', audit, 96.68, tokenShare(calls)),
    row('the same: cached share of the median call', audit, 98.84, median(perCall) ?? Number.NaN),
    row('the same: 5th percentile of calls', audit, 89.95, quantile(perCall, 0.05) ?? Number.NaN),
    row('the same: calls with nothing cached', audit, zeroCalls, 100 - hitShare(calls)),
    {
      ...row(
        'the same: calls with nothing cached',
        audit,
        zeroCalls,
        100 - hitShare(await agentCalls({ failover_rate: fittedFailover })),
      ),
      kind: `what if (failover_rate=${fittedFailover})`,
    },
    row('all calls, cached share of tokens', tracelab, 95.7, tokenShare(calls)),
    row('calls that a user began', tracelab, 78.2, tokenShare(of('user'))),
    row('calls that a tool result began', tracelab, 97.2, tokenShare(of('tool'))),
  ];
}

const faster = ({ cold, warm }: { cold: number; warm: number }): number => percent(1 - warm / cold);

async function latencyRows(): Promise<CalibrationRow[]> {
  const source = 'OpenAI Prompt Caching 201, 2,300 prompts';
  const kind = 'fitted (queue_ms, cached_us_per_token)';
  return [
    {
      what: 'TTFT saved by the cache at 1,024 tokens',
      source,
      ...point(7),
      simulated: faster(await coldAndWarm(1_030)),
      kind,
      note: 'modelled',
    },
    {
      what: 'TTFT saved by the cache at 150,000 tokens',
      source,
      ...point(67),
      simulated: faster(await coldAndWarm(150_000)),
      kind,
      note: 'modelled',
    },
    {
      what: 'TTFT saved with a cached system prompt of 10,000 tokens',
      source: 'arXiv 2601.06007 v1',
      ...range(13, 31),
      simulated: faster(await coldAndPartlyWarm(10_000, 5_000)),
      kind: 'predicted',
      note: 'modelled; 5,000 further tokens chosen',
    },
  ];
}

/** Every row, in the order of the report. */
export async function calibrationRows(note: (line: string) => void): Promise<CalibrationRow[]> {
  note('routing');
  const routing = await routingRows();
  note('agent sessions');
  const agent = await agentRows();
  note('latency');
  const latency = await latencyRows();
  note('tokens');
  return [...(await tokenRows()), ...routing, ...agent, ...latency];
}
