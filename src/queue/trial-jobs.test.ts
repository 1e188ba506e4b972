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
const repeats = 20;
const arms = presetArms('off', 'on');
const variants = [{ name: 'base', parameters: {} }];
const trials = planRun({ ...{ run: 'r', seed: '1', scenarios, repeats, arms, variants } });
/** @param calls of each scenario */
const plan = (label: 'simulated' | 'measured', left = trials, calls = 1, times = repeats) =>
  planJobs(left, {
    ...{ id: 'r', label, repeats: times, arms, variants },
    scenarios: scenarios.map(({ name }) => ({
      ...{ name, description: '', situation: '', sha256: '', userTurns: 1, modelCalls: calls },
    })),
  });
const sizes = (jobs: ReturnType<typeof plan>): number[] => [
  ...new Set(jobs.map((job) => job.trials.length)),
];

test('a measured block is a job, with its arms in their order', () => {
  const jobs = plan('measured');
  expect(jobs).toHaveLength(repeats * scenarios.length);
  expect(jobs.flatMap((job) => job.trials)).toEqual(trials);
  expect(sizes(jobs)).toEqual([arms.length]);
});

test('short simulated trials share a job where there are many of them', () => {
  expect(plan('simulated').flatMap((job) => job.trials)).toEqual(trials);
  expect(sizes(plan('simulated'))).toEqual([2]);
  // A long one has its own job, and so has each of few.
  expect(sizes(plan('simulated', trials, 200))).toEqual([1]);
  expect(sizes(plan('simulated', trials.slice(0, 8), 1, 2))).toEqual([1]);
});

test.each([['simulated'], ['measured']] as const)(
  'what is left of a %s job is the same job, so that it is in the queue once',
  (label) => {
    const whole = new Map(plan(label).flatMap((job) => job.trials.map(({ id }) => [id, job.id])));
    for (const job of plan(label, trials.slice(1))) {
      expect(job.trials.map(({ id }) => whole.get(id))).toEqual(job.trials.map(() => job.id));
    }
    // BullMQ takes a number for an id that it made, and splits at a colon.
    for (const id of whole.values()) expect(id).toMatch(/^b_[0-9a-f]{20}$/);
  },
);

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
