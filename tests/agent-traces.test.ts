// Agent traces: what was equal in the real session is equal in the prompts that are played, so that an
// infinite cache finds as much again as the trace's own blocks say. The traces here are made up.
import { expect, test } from 'vitest';
import { loadO200kTokenizer } from '../src/backends/o200k-tokenizer.ts';
import { findTraces } from '../src/cli/ab/find-traces.ts';
import { simulatedFactories } from '../src/cli/ab/simulated-factories.ts';
import { defaultTranslatorOptions } from '../src/domain/translator-options.ts';
import { defaultSimulatorParameters } from '../src/rules/simulator-parameters.ts';
import { planRun } from '../src/runner/plan.ts';
import { playRun } from '../src/runner/run.ts';
import { readAgentTrace } from '../src/scenarios/agent-trace.ts';
import { scenarioFromTrace } from '../src/scenarios/from-agent-traces.ts';

const blocks = (from: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => from + index);
const request = (t: number, hash_ids: readonly number[], out = 150) => ({
  ...{ t, type: 'n', in: hash_ids.length * 64, out, hash_ids },
});

const first = blocks(1, 60);
const second = [...first, ...blocks(1000, 12)];
const third = [...second, ...blocks(1100, 9)];
/** Goes on, goes back into a result, branches from the start, leaves for an agent, and comes back. */
const trace = {
  ...{ id: 'made_up', block_size: 64, tool_tokens: 1300, system_tokens: 700 },
  requests: [
    request(0, first),
    request(10, second),
    request(20, third),
    request(30, third, 900),
    request(40, [...third.slice(0, 70), ...blocks(2000, 15)]),
    {
      ...{ t: 50, type: 'subagent', agent_id: 'agent_1' },
      requests: [request(0, blocks(5000, 40)), request(5, blocks(5000, 55))],
    },
    request(70, [...first.slice(0, 25), ...blocks(3000, 20)]),
    request(80, [...third, ...blocks(4000, 2)]),
  ],
};
const infinite = {
  ...defaultSimulatorParameters,
  ...{ cache_minimum: 0, idle_eviction_ms: 0, rate_per_key_minute: 0, machines: 1 },
};

async function play(reasoningTokens: number, reasoning_continuity: boolean) {
  const scenario = scenarioFromTrace(readAgentTrace(JSON.stringify(trace), 'a'), reasoningTokens);
  const plan = planRun({
    ...{ run: 'r', seed: '1', repeats: 1, scenarios: [scenario] },
    variants: [{ name: 'base', parameters: {} }],
    arms: [
      {
        ...{ name: 'arm', agent: 'scripted' },
        options: { ...defaultTranslatorOptions, reasoning_continuity },
      },
    ],
  });
  const factories = simulatedFactories(infinite, await loadO200kTokenizer());
  for await (const trial of playRun(plan, 'gpt-5.5', factories)) return trial;
  throw new TypeError('nothing was played');
}

test('an infinite cache finds what the blocks of the trace say, within two points', async () => {
  const { ownHitRatio } = readAgentTrace(JSON.stringify(trace), 'a');
  const { turns, outcome } = await play(0, false);
  expect(outcome).toBe('complete');
  const input = turns.reduce((sum, { usage }) => sum + (usage?.input_tokens ?? 0), 0);
  const cached = turns.reduce(
    (sum, { usage }) => sum + (usage?.input_tokens_details.cached_tokens ?? 0),
    0,
  );
  // Framing and half-filled cache blocks weigh more in a trace as small as this one.
  expect(Math.abs(cached / input - ownHitRatio)).toBeLessThan(0.02);
});

test('every prompt is as long as in the trace, framing aside, and stands at its time', async () => {
  const { turns } = await play(0, false);
  const expected = readAgentTrace(JSON.stringify(trace), 'a').requests;
  for (const [index, { usage, conversation }] of turns.entries()) {
    const request = expected[index];
    const tokens = 64 * ((request?.keptBlocks ?? 0) + (request?.newBlocks.length ?? 0));
    expect(Math.abs((usage?.input_tokens ?? 0) - tokens)).toBeLessThan(100);
    expect(conversation ?? null).toBe(request?.agentId);
  }
});

test('reasoning is replayed where an answer is part of the next prompt', async () => {
  const off = await play(100, false);
  const on = await play(100, true);
  expect(on.turns.map(({ reasoning }) => reasoning.sentTokens)).toEqual([
    ...[0, 100, 200, 200, 100, 0, 100, 0, 300],
  ]);
  expect(off.turns.every(({ reasoning }) => reasoning.sentTokens === 0)).toBe(true);
});

test('the scenario of a trace says how much of it is assumed', () => {
  const scenario = scenarioFromTrace(readAgentTrace(JSON.stringify(trace), 'a'), 400);
  expect(scenario.situation).toContain('Real shapes, assumed reasoning');
  expect(scenario.turns[0]?.steps).toHaveLength(9);
});

test.each([
  ['not json', 'is not a JSON object'],
  ['{"block_size":16}', 'has no block_size of 64'],
  ['{"block_size":64,"requests":[{"t":0}]}', 'has no request with hash_ids'],
])('%s is refused', (text, message) => {
  expect(() => readAgentTrace(text, 'x.json')).toThrow(`x.json: ${message}`);
});

test('traces without an assumption about reasoning are refused', () => {
  expect(() => findTraces(['.'], undefined, '/tmp')).toThrow('--reasoning-tokens');
  expect(() => findTraces(['nowhere'], 0, '/tmp')).toThrow('cannot read');
});
