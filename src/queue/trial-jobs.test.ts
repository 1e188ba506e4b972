import { expect, test } from 'vitest';
import { presetArms } from '../domain/preset-arm.ts';
import { planRun } from '../runner/plan.ts';
import { loadScenario } from '../scenarios/load.ts';
import { packScenario, scenarioIdentity, unpackScenario } from './pack-scenario.ts';
import { planJobs } from './trial-jobs.ts';

const scenarios = ['a', 'b'].map((name) =>
  loadScenario(
    `{name: ${name}, description: d, situation: s, system: [sys],
     turns: [{user: u, steps: [{text: t}]}]}`,
    'x.yaml',
  ),
);
const trials = planRun({
  ...{ run: 'r', seed: '1', scenarios, repeats: 2, arms: presetArms('off', 'on') },
  variants: [{ name: 'base', parameters: {} }],
});
const plan = (label: 'simulated' | 'measured', left = trials) => planJobs(left, { id: 'r', label });

test('a simulated trial is a job; a measured block is one, with its arms in their order', () => {
  expect(plan('simulated').map((job) => job.trials)).toEqual(trials.map((trial) => [trial]));
  const jobs = plan('measured');
  expect(jobs).toHaveLength(4);
  expect(jobs.flatMap((job) => job.trials)).toEqual(trials);
});

test('what is left of a block is the same job, so that it is in the queue once', () => {
  const ids = plan('measured').map(({ id }) => id);
  expect(plan('measured', trials.slice(1)).map(({ id }) => id)).toEqual(ids);
  // BullMQ takes a number for an id that it made, and splits at a colon.
  for (const id of ids) expect(id).toMatch(/^b_[0-9a-f]{20}$/);
});

test('a scenario arrives as it was sent, or not at all', () => {
  const [trial] = trials;
  if (trial === undefined) throw new TypeError('no trial was planned');
  const { name, bytes } = packScenario(trial);
  expect(unpackScenario(name, bytes)).toEqual(trial.scenario);
  const other = { ...trial, scenario: { ...trial.scenario, description: 'another' } };
  expect(packScenario(other).name).not.toBe(name);
  expect(() => unpackScenario(name, packScenario(other).bytes)).toThrow('is damaged in the queue');
  expect(() => unpackScenario(name, null)).toThrow('is not there in the queue');
});

test('a trace is another scenario under each assumption', () => {
  const [trial] = trials;
  if (trial === undefined) throw new TypeError('no trial was planned');
  const deferred = { sha256: '', modelCalls: 1, promptTokens: 1, open: () => trial.scenario };
  const assumed = (reasoning_tokens: number) =>
    scenarioIdentity({
      ...trial,
      scenario: { ...trial.scenario, deferred },
      variant: { name: 'v', parameters: { reasoning_tokens, cache_quantum: 128 } },
    });
  expect(assumed(400)).not.toBe(assumed(100));
  expect(assumed(400)).toBe(assumed(400));
  expect(scenarioIdentity(trial)).not.toBe(assumed(400));
});
