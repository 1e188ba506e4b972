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
    gone: async () => [],
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

test('a job that is gone without a result is added again, with what is left of it', async () => {
  const added: string[][] = [];
  const inQueue = new Set<string>();
  const writer = {
    async add(jobs: readonly PlannedJob[]) {
      for (const job of jobs) {
        inQueue.add(job.id);
        added.push([job.id, ...job.trials.map(({ id }) => id)]);
      }
    },
    gone: async (jobs: readonly PlannedJob[]) => jobs.filter(({ id }) => !inQueue.has(id)),
    forget() {},
  };
  const feed = createTrialFeed(trials, definition, {} as Queue<TrialJob>, writer);
  await feed.fill();
  const [first = [], second = []] = added.splice(0);
  const [id = '', played = '', ...left] = first;
  for (const gone of [id, second[0] ?? '']) inQueue.delete(gone);
  for (const trial of [played, ...second.slice(1)]) feed.take(trial);
  // Its results may be on their way.
  await feed.restore();
  expect(added).toEqual([]);
  await feed.restore();
  expect(added).toEqual([[id, ...left]]);
  await feed.restore();
  expect(added).toHaveLength(1);
});
