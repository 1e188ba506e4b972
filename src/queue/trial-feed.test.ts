import type { Queue } from 'bullmq';
import { expect, test } from 'vitest';
import type { RunDefinition } from '../domain/run.ts';
import { planRun } from '../runner/plan.ts';
import { loadScenario } from '../scenarios/load.ts';
import type { TrialJob } from './run-record.ts';
import { createTrialFeed } from './trial-feed.ts';
import type { PlannedJob } from './trial-jobs.ts';

const scenario = loadScenario(
  `{name: a, description: d, situation: s, system: [sys],
    turns: [{user: u, steps: [{text: t}]}]}`,
  'x.yaml',
);
const arms = [{ name: 'native', agent: 'native' }] as const;
const variants = [{ name: 'base', parameters: {} }];
const repeats = 2_000;
const trials = planRun({ run: 'r', seed: '1', scenarios: [scenario], repeats, arms, variants });
const definition = {
  ...{ id: 'r', label: 'simulated', repeats, arms, variants },
  scenarios: [{ name: 'a', modelCalls: 100 }],
} as unknown as RunDefinition;

test('what the server refuses is added later, once, and no more than has room', async () => {
  const added: string[] = [];
  let isFull = true;
  const writer = {
    async add(jobs: readonly PlannedJob[]) {
      if (isFull) throw new Error('OOM');
      added.push(...jobs.flatMap((job) => job.trials.map(({ id }) => id)));
    },
    forget() {},
  };
  const feed = createTrialFeed(trials, definition, {} as Queue<TrialJob>, writer);
  await expect(feed.fill()).rejects.toThrow('OOM');
  isFull = false;
  await feed.fill();
  expect(added).toHaveLength(1_000);
  await feed.fill();
  expect(added).toHaveLength(1_000);
  for (const id of added.slice()) feed.take(id);
  await feed.fill();
  expect(added).toEqual(trials.map(({ id }) => id));
  expect(feed.left).toBe(1_000);
});
