import { describe, expect, test } from 'vitest';
import { presetArms } from '../../domain/preset-arm.ts';
import { loadScenario } from '../../scenarios/load.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { defineRun, type RunOptions } from './define-run.ts';
import { planSweep } from './sweep.ts';

const scenario = loadScenario(
  '{name: a, description: d, situation: s, turns: [{user: u, steps: [{text: t}]}]}',
  'x.yaml',
);
const simulated: RunOptions = {
  name: undefined,
  label: 'simulated',
  backend: 'sim',
  simulation: {
    sweep: planSweep({ fixed: { machines: 3 }, model: 'gpt-5.5' }),
    profile: null,
    reasoning: [],
  },
  model: 'gpt-5.5',
  seed: '1',
  repeats: 2,
  looks: 1,
  arms: presetArms('off', 'on'),
  baseline: 'off',
  scenarios: [scenario],
  client: null,
  cache: 'cold',
  population: 'p',
  versions: { turntape: '0' },
  command: 'turntape ab',
  startedAtMs: 5,
};
const live: RunOptions = { ...simulated, label: 'measured', backend: 'openai', simulation: null };

describe('a run is named by what decides its result', () => {
  const { id, fingerprint } = defineRun(simulated);
  test.each([
    ['the command line', { command: 'turntape ab a' }, true],
    ['its start', { startedAtMs: 6 }, true],
    ['the seed', { seed: '2' }, false],
    ['an arm', { arms: presetArms('off', 'native') }, false],
    ['a version', { versions: { turntape: '1' } }, false],
    ['the cache', { cache: 'warm' }, false],
    ['looks', { looks: 2 }, false],
  ] satisfies [string, Partial<RunOptions>, boolean][])('%s', (_what, change, isSame) => {
    expect(defineRun({ ...simulated, ...change }).id === id).toBe(isSame);
  });

  test('a name replaces the hash, which stays', () => {
    expect(defineRun({ ...simulated, name: 'mine' })).toMatchObject({ id: 'mine', fingerprint });
    expect(() => defineRun({ ...simulated, name: 'a/b' })).toThrow('`a/b` is not a name for a run');
  });
});

test('the simulator is written down with its settings; of a live backend nothing is set', () => {
  const run = defineRun(simulated);
  expect(run.variants).toHaveLength(1);
  expect(run.parameters.find(({ name }) => name === 'machines')?.value).toBe(3);
  expect(run).not.toHaveProperty('population');
  expect(defineRun(live)).toMatchObject({
    variants: [{ name: 'as it answers', parameters: {} }],
    parameters: [],
    population: 'p',
  });
});

test('arms that cannot play are named', () => {
  const gateway = { name: 'g', agent: 'gateway', url: 'http://127.0.0.1:1/' } as const;
  expect(defineRun({ ...simulated, arms: [gateway] }).arms).toEqual([gateway]);
  expect(() => defineRun({ ...live, arms: [gateway] })).toThrow('arm `g` is measured by what');
  const deferred = { sha256: 'x' } as unknown as NonNullable<Scenario['deferred']>;
  const trace: Scenario = { ...scenario, deferred };
  const arms = presetArms('on', 'native');
  expect(() => defineRun({ ...simulated, scenarios: [trace], arms })).toThrow(
    'arm `native` cannot play agent traces',
  );
});
