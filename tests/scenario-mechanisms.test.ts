// What a scenario says about a situation is what reaches the backend.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { presetArm, translatorArm } from '../src/domain/preset-arm.ts';
import type { Arm, PlayedTurn, Trial } from '../src/domain/run.ts';
import { playScenario } from '../src/experiment/play-scenario.ts';
import type { SimulatorParameters } from '../src/profiles/simulator-parameters.ts';
import { loadScenario } from '../src/scenarios/load.ts';
import type { ResponsesRequest } from '../src/wire/responses/request.ts';

async function play(
  name: string,
  arm: Arm,
  parameters: Partial<SimulatorParameters> = {},
): Promise<Trial<PlayedTurn>> {
  const path = join(import.meta.dirname, '..', 'scenarios', `${name}.yaml`);
  const scenario = loadScenario(readFileSync(path, 'utf8'), path);
  const { played } = await playScenario(scenario, {
    arms: [{ ...arm, name: 'played' }],
    parameters,
  });
  return played;
}

const bodyOf = (turn: PlayedTurn | undefined): string =>
  new TextDecoder().decode(turn?.exchange.body);
const requestsOf = (trial: Trial<PlayedTurn>): ResponsesRequest[] =>
  trial.turns.map((turn) => JSON.parse(bodyOf(turn)) as ResponsesRequest);

test.each(['off', 'native'] as const)(
  'every agent has a cache key of its own in `%s`',
  async (arm) => {
    const trial = await play('subagents', presetArm(arm));
    const keys = new Map<string, Set<unknown>>();
    for (const [index, { prompt_cache_key }] of requestsOf(trial).entries()) {
      const conversation = trial.turns[index]?.conversation ?? 'main';
      keys.set(conversation, (keys.get(conversation) ?? new Set()).add(prompt_cache_key));
    }
    expect(keys.size).toBe(4);
    expect(new Set([...keys.values()].flatMap((own) => [...own])).size).toBe(4);
  },
);

test.each([
  {
    arm: presetArm('off'),
    expected: ['Bash', 'Read', 'ToolSearch', 'Fetch', 'Database', 'Indexes'],
  },
  {
    arm: presetArm('native'),
    expected: ['Bash', 'Read', 'ToolSearch', 'Fetch', 'Database', 'Indexes'],
  },
  {
    arm: translatorArm('as-sent', { tool_order: 'as-sent' }),
    expected: ['Bash', 'Database', 'Fetch', 'Indexes', 'Read', 'ToolSearch'],
  },
])(
  'late tools are absent before their turn, then where `$arm.name` puts them',
  async ({ arm, expected }) => {
    const trial = await play('late-tools', arm);
    const tools = requestsOf(trial).map((request) =>
      (request.tools ?? []).map((tool) => ('name' in tool ? String(tool.name) : '')),
    );
    const before = tools.filter((_, index) => (trial.turns[index]?.userTurn ?? 0) < 2);
    expect(before.flat()).not.toContain('Database');
    expect(tools.at(-1)).toEqual(expected);
  },
);

test('an abandoned answer has no usage and is not in the next prompt', async () => {
  const trial = await play('interrupted-turn', presetArm('on'));
  const left = trial.turns.findIndex(({ usage }) => usage === null);
  expect(trial.turns[left]?.error).toContain('left');
  expect(trial.outcome).toBe('complete');
  expect(bodyOf(trial.turns[left + 1])).not.toContain('several consequences');
});

test.each([
  ['off', 15 + 12],
  ['on', 15],
  ['native', 15],
] as const)(
  'in `%s`, where every marked step is redone that was forgotten, there are %i requests',
  async (arm, requests) => {
    const trial = await play('plain-tool-loop', presetArm(arm), { redone_steps: 1 });
    expect(trial.outcome).toBe('complete');
    expect(trial.turns).toHaveLength(requests);
    // Every call is made and answered under an id of its own.
    const calls = (requestsOf(trial).at(-1)?.input ?? []).flatMap((item) =>
      item.type === 'function_call' ? [String((item as { call_id?: string }).call_id)] : [],
    );
    expect(new Set(calls).size).toBe(requests - 1);
  },
);
