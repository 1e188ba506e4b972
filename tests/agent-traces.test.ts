// Agent traces: what was equal in the real session is equal in the prompts that are played, so that
// an infinite cache finds as much again as the trace's own blocks say, and `explain` says so. The
// traces here are made up; `TURNTAPE_TRACES=DIR` adds those of a folder.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadO200kTokenizer } from '../src/backends/o200k-tokenizer.ts';
import { runCommandLine } from '../src/cli/command-line.ts';
import { translatorArm } from '../src/domain/preset-arm.ts';
import { playScenario } from '../src/experiment/play-scenario.ts';
import { findTraces } from '../src/experiment/sources/find-traces.ts';
import { traceExchanges } from '../src/experiment/sources/trace-exchanges.ts';
import { explainSession } from '../src/explain/explain-session.ts';
import { trialCalls } from '../src/explain/trial-calls.ts';
import { defaultSimulatorParameters } from '../src/profiles/simulator-parameters.ts';
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
/**
 * Continues, goes back into a result, branches from the start, leaves for an agent, and comes back.
 */
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
  // The trace's own blocks are 64 tokens.
  ...{
    cache_quantum: 128,
    cache_minimum: 0,
    idle_eviction_ms: 0,
    rate_per_key_minute: 0,
    machines: 1,
  },
  // The longest real sessions outgrow the model's context window.
  rules_off: 'all',
};

async function play(
  reasoningTokens: number,
  reasoning_continuity: boolean,
  played = readAgentTrace(JSON.stringify(trace), 'a'),
) {
  const assumed = { name: reasoningTokens, tokens: [reasoningTokens] };
  const scenario = scenarioFromTrace(played, assumed);
  const { arm } = await playScenario(scenario, {
    arms: [translatorArm('arm', { reasoning_continuity })],
    parameters: infinite,
  });
  return arm;
}

test('an infinite cache finds what the blocks of the trace say, within two points', async () => {
  const { ownHitRatio } = readAgentTrace(JSON.stringify(trace), 'a');
  const { turns, outcome } = await play(0, false);
  expect(outcome).toBe('complete');
  const input = turns.reduce((sum, { usage }) => sum + (usage?.inputTokens ?? 0), 0);
  const cached = turns.reduce((sum, { usage }) => sum + (usage?.cachedTokens ?? 0), 0);
  // Framing and half-filled cache blocks weigh more in a trace as small as this one.
  expect(Math.abs(cached / input - ownHitRatio)).toBeLessThan(0.02);
});

/** Two requests of the model's work, then a user speaks, then work again. */
const spoken = (begins: readonly (string | null)[]) => ({
  ...{ id: 'made_up_spoken', block_size: 64, tool_tokens: 1300, system_tokens: 700 },
  requests: begins.map((type, index) => ({
    ...request(index * 10, blocks(1, 60 + index * 12), 150),
    ...(type !== null && { input_types: [type] }),
  })),
});

test('a user turn begins where the trace says that a user spoke', async () => {
  const kinds = ['text', 'tool_result', 'tool_result', 'text', 'tool_result'];
  const read = (begins: readonly (string | null)[]) =>
    readAgentTrace(JSON.stringify(spoken(begins)), 'a');
  const withUsers = await play(200, true, read(kinds));
  expect(withUsers.turns.map(({ userTurn, step }) => [userTurn, step])).toEqual([
    ...[
      [0, 0],
      [0, 1],
      [0, 2],
      [1, 0],
      [1, 1],
    ],
  ]);
  const without = await play(200, true, read(kinds.map(() => null)));
  expect(without.turns.map(({ userTurn }) => userTurn)).toEqual([0, 0, 0, 0, 0]);
  const inputs = ({ turns }: typeof without): number[] =>
    turns.map(({ usage }) => usage?.inputTokens ?? 0);
  // gpt-5.5 reads no reasoning of an earlier user turn: three answers of 200 tokens.
  const gained = (arm: typeof without): number => (inputs(arm)[3] ?? 0) - (inputs(arm)[2] ?? 0);
  const difference = gained(without) - gained(withUsers);
  expect(Math.abs(difference - 600)).toBeLessThan(30);
  const description = (begins: readonly (string | null)[]): string =>
    scenarioFromTrace(read(begins), { name: 0, tokens: [0] }).description;
  expect(description(kinds)).toContain('; 2 user turns;');
  expect(description(kinds.map(() => null))).toContain('; user turns are unknown;');
});

/**
 * A session as long as real ones: a call in every request, now and then a result that is read anew.
 */
const longTrace = {
  ...{ id: 'made_up_long', block_size: 64, tool_tokens: 12_800, system_tokens: 4_200 },
  requests: Array.from({ length: 60 }, (_, turn) => {
    const history = blocks(1, 300 + 12 * turn);
    const edited = turn % 20 === 19 ? [...history.slice(0, 280), ...blocks(50_000 * turn, 40)] : [];
    return request(20 * turn, edited.length > 0 ? edited : history, 120);
  }),
};
const folder = process.env['TURNTAPE_TRACES'];
const texts: [name: string, text: string][] = [
  ['a made-up session', JSON.stringify(longTrace)],
  ...(folder === undefined ? [] : readdirSync(folder).filter((name) => name.endsWith('.json'))).map(
    (name): [string, string] => [name, readFileSync(join(folder ?? '', name), 'utf8')],
  ),
];

test.each(texts)(
  '%s: theoretical hits are the blocks’ own, within one point',
  async (name, text) => {
    const own = readAgentTrace(text, name);
    const trial = await play(0, false, own);
    const turns = explainSession(trialCalls(trial), {
      ...{ tokenizer: await loadO200kTokenizer(), parameters: infinite, rules: 'blocks' },
    });
    const sum = (field: 'input_tokens' | 'theoretical_cached_tokens') =>
      turns.reduce((total, turn) => total + turn[field], 0);
    const ratio = sum('theoretical_cached_tokens') / sum('input_tokens');
    if (folder !== undefined) {
      const percent = (share: number): string => `${(100 * share).toFixed(2)}%`;
      process.stdout.write(
        `${name}: ${percent(own.ownHitRatio)} of the blocks, ${percent(ratio)} in theory\n`,
      );
    }
    expect(turns).toHaveLength(own.requests.length);
    expect(Math.abs(ratio - own.ownHitRatio)).toBeLessThan(0.01);
  },
);

test('every prompt is as long as in the trace, framing aside, and stands at its time', async () => {
  const { turns } = await play(0, false);
  const expected = readAgentTrace(JSON.stringify(trace), 'a').requests;
  for (const [index, { usage, conversation }] of turns.entries()) {
    const request = expected[index];
    const tokens = 64 * ((request?.keptBlocks ?? 0) + (request?.newBlocks.length ?? 0));
    expect(Math.abs((usage?.inputTokens ?? 0) - tokens)).toBeLessThan(100);
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
  const scenario = scenarioFromTrace(readAgentTrace(JSON.stringify(trace), 'a'), {
    ...{ name: 400, tokens: [400] },
  });
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
  expect(() => findTraces(['.'], [], '/tmp')).toThrow('--reasoning-tokens');
  expect(() => findTraces(['nowhere'], [{ name: 0, tokens: [0] }], '/tmp')).toThrow('cannot read');
});

test('--reasoning-tokens plays every assumption, from files too, and the report shows each', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'turntape-traces-'));
  try {
    writeFileSync(join(folder, 'made-up.json'), JSON.stringify(trace));
    writeFileSync(join(folder, 'seen.txt'), '0 100 200');
    const run = (words: readonly string[]): Promise<number> =>
      runCommandLine([...words, '--db', join(folder, 'a.db')], {
        ...{ env: {}, cwd: folder, colour: false, quiet: true, childOwnsStdout: false },
        ...{ result: () => {}, bytes: () => {}, json: () => {}, note: () => {}, error: () => {} },
      });
    const traces = ['ab', '--traces', 'made-up.json', '--reasoning-tokens'];
    await run([...traces, '400,0,seen.txt', '--sim', 'cache_quantum=128', '--run', 'swept']);
    const page = readFileSync(join(folder, 'reports', 'swept', 'report.md'), 'utf8');
    expect(page).toMatch(/^# off, on: real shapes, assumed reasoning: what the simulator says\n/);
    for (const value of ['400', '0', 'seen.txt']) expect(page).toContain(`| on | ${value} |`);
    expect(page).toMatch(/seen\.txt: 3 values, mean 100/);
    await expect(run(['ab', 'text-only-turns', '--reasoning-tokens', '1'])).rejects.toThrow(
      '--reasoning-tokens takes numbers for traces only',
    );
    await run(['import', join(folder, 'made-up.json')]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a trace becomes exchanges with the prompts that it is played with', async () => {
  const own = readAgentTrace(JSON.stringify(trace), 'a');
  const exchanges = await traceExchanges(own);
  expect(exchanges).toHaveLength(own.requests.length);
  const bodies = exchanges.map(({ body }) => new TextDecoder().decode(body));
  const usages = exchanges.map(({ response }) => {
    const { usage } = JSON.parse(new TextDecoder().decode(response?.body ?? new Uint8Array()));
    return { input: usage.input_tokens, read: usage.cache_read_input_tokens };
  });
  const read = usages.reduce((sum, usage) => sum + usage.read, 0);
  const all = usages.reduce((sum, usage) => sum + usage.read + usage.input, 0);
  expect(read / all).toBeCloseTo(own.ownHitRatio, 12);
  const messagesOf = (index: number): unknown[] => JSON.parse(bodies[index] ?? '').messages;
  // The second prompt continues from the first: its message, then the answer and its result.
  expect(messagesOf(1)).toHaveLength(messagesOf(0).length + 2);
  const agents = exchanges.map(
    ({ headers }) => headers.find(([name]) => name === 'x-claude-code-agent-id')?.[1] ?? null,
  );
  expect(agents).toEqual(own.requests.map(({ agentId }) => agentId));
});
