// What a scenario says about a situation is what reaches the backend.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadO200kTokenizer } from '../src/backends/o200k-tokenizer.ts';
import type { Trial } from '../src/domain/run.ts';
import { simulatedFactories } from '../src/experiment/simulated-factories.ts';
import {
  defaultSimulatorParameters,
  type SimulatorParameters,
} from '../src/profiles/simulator-parameters.ts';
import { parseArms } from '../src/runner/arms.ts';
import { planRun } from '../src/runner/plan.ts';
import { playRun } from '../src/runner/run.ts';
import { loadScenario } from '../src/scenarios/load.ts';
import type { ResponsesRequest } from '../src/wire/responses/request.ts';

async function play(
  name: string,
  arm: string,
  parameters: Partial<SimulatorParameters> = {},
): Promise<Trial> {
  const path = join(import.meta.dirname, '..', 'scenarios', `${name}.yaml`);
  const plan = planRun({
    ...{ run: 'r', seed: '1', repeats: 1, variants: [{ name: 'base', parameters: {} }] },
    scenarios: [loadScenario(readFileSync(path, 'utf8'), path)],
    arms: parseArms({ arm: [arm], set: [], baseline: undefined }).arms,
  });
  const factories = simulatedFactories(
    { ...defaultSimulatorParameters, ...parameters },
    await loadO200kTokenizer(),
  );
  for await (const trial of playRun(plan, 'gpt-5.5', factories)) return trial;
  throw new TypeError('nothing was played');
}

const requestsOf = (trial: Trial): ResponsesRequest[] =>
  trial.turns.map(({ requestBody }) => JSON.parse(requestBody) as ResponsesRequest);

test.each(['off', 'native'])('every agent has a cache key of its own in `%s`', async (arm) => {
  const trial = await play('subagents', arm);
  const keys = new Map<string, Set<unknown>>();
  for (const [index, { prompt_cache_key }] of requestsOf(trial).entries()) {
    const conversation = trial.turns[index]?.conversation ?? 'main';
    keys.set(conversation, (keys.get(conversation) ?? new Set()).add(prompt_cache_key));
  }
  expect(keys.size).toBe(4);
  expect(new Set([...keys.values()].flatMap((own) => [...own])).size).toBe(4);
});

test.each([
  ['off', ['Bash', 'Read', 'ToolSearch', 'Fetch', 'Database', 'Indexes']],
  ['native', ['Bash', 'Read', 'ToolSearch', 'Fetch', 'Database', 'Indexes']],
  ['sent=tool_order:as-sent', ['Bash', 'Database', 'Fetch', 'Indexes', 'Read', 'ToolSearch']],
])('late tools are absent before their turn, then where `%s` puts them', async (arm, expected) => {
  const trial = await play('late-tools', arm);
  const tools = requestsOf(trial).map((request) =>
    (request.tools ?? []).map((tool) => ('name' in tool ? String(tool.name) : '')),
  );
  const before = tools.filter((_, index) => (trial.turns[index]?.userTurn ?? 0) < 2);
  expect(before.flat()).not.toContain('Database');
  expect(tools.at(-1)).toEqual(expected);
});

test('an abandoned answer has no usage and is not in the next prompt', async () => {
  const trial = await play('interrupted-turn', 'on');
  const left = trial.turns.findIndex(({ usage }) => usage === null);
  expect(trial.turns[left]?.error).toContain('left');
  expect(trial.outcome).toBe('complete');
  expect(trial.turns[left + 1]?.requestBody).not.toContain('several consequences');
});

test.each([
  ['off', 15 + 12],
  ['on', 15],
  ['native', 15],
])(
  'in `%s`, where every marked step is redone that was forgotten, there are %i requests',
  async (arm, requests) => {
    const trial = await play('plain-tool-loop', arm, { redone_steps: 1 });
    expect(trial.outcome).toBe('complete');
    expect(trial.turns).toHaveLength(requests);
    // Every call is made and answered under an id of its own.
    const calls = (requestsOf(trial).at(-1)?.input ?? []).flatMap((item) =>
      item.type === 'function_call' ? [String((item as { call_id?: string }).call_id)] : [],
    );
    expect(new Set(calls).size).toBe(requests - 1);
  },
);
