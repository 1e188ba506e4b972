// Planned trials as jobs of the queue.

import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { RunDefinition } from '../domain/run.ts';
import { sha256 } from '../lib/sha256.ts';
import type { PlannedTrial } from '../runner/plan.ts';
import { packScenario, scenarioIdentity } from './pack-scenario.ts';
import type { RunKeys } from './queue-keys.ts';
import type { TrialJob } from './run-record.ts';

export interface PlannedJob {
  /** The same for the same trials of a run, so that a job is in the queue once. */
  readonly id: string;
  readonly trials: readonly PlannedTrial[];
}

/** Model calls of a simulated job, about a second: taking a job costs as much as some calls. */
const callsOfJob = 256;
/** A run has so many jobs at least, so that many workers have something to do until its end. */
const jobsMin = 32;

type PlannedRun = Pick<
  RunDefinition,
  'id' | 'label' | 'scenarios' | 'repeats' | 'variants' | 'arms'
>;

/** Trials of a simulated job: the same however much of the run is left. */
function trialsOfJob({ scenarios, repeats, variants, arms }: PlannedRun): number {
  const calls = scenarios.reduce((sum, { modelCalls }) => sum + modelCalls, 0);
  const trials = scenarios.length * repeats * variants.length * arms.length;
  const byCalls = (callsOfJob * scenarios.length) / Math.max(1, calls);
  return Math.max(1, Math.floor(Math.min(byCalls, trials / jobsMin)));
}

/**
 * On the simulator short trials share a job. What is measured keeps its blocks: their arms are
 * played one after the other on the same machine.
 */
export function planJobs(left: readonly PlannedTrial[], run: PlannedRun): PlannedJob[] {
  const together = trialsOfJob(run);
  const partOf = ({ block, position }: PlannedTrial): string | number =>
    run.label === 'simulated' ? Math.floor(position / together) : block;
  return [...Map.groupBy(left, partOf)].map(([part, trials]) => ({
    id: `b_${sha256(`${run.id}\n${part}`).slice(0, 20)}`,
    trials,
  }));
}

/** Puts jobs into the queue, with the scenarios that they play. */
export interface JobWriter {
  /** What is in the queue already stays as it is. Throws what the server answers. */
  add(jobs: readonly PlannedJob[]): Promise<void>;
  /** Of these jobs, those that are not in the queue: over, or removed. */
  gone(jobs: readonly PlannedJob[]): Promise<PlannedJob[]>;
  /** The server came back empty. */
  forget(): void;
}

export function createJobWriter(
  queue: Queue<TrialJob>,
  redis: Redis,
  keys: RunKeys,
  { id: run, fingerprint }: Pick<RunDefinition, 'id' | 'fingerprint'>,
): JobWriter {
  /** Names of the scenarios that are there, by what they are. */
  const written = new Map<string, string>();
  const writeScenario = async (trial: PlannedTrial): Promise<string> => {
    const identity = scenarioIdentity(trial);
    const known = written.get(identity);
    if (known !== undefined) return known;
    const { name, bytes } = packScenario(trial);
    await redis.hset(keys.scenarios, name, bytes);
    written.set(identity, name);
    return name;
  };
  const toJob = async ({ id, trials }: PlannedJob) => {
    const queued: TrialJob['trials'][number][] = [];
    for (const trial of trials) {
      const { id: name, position, repeat, block, cache, variant, arm } = trial;
      queued.push({
        ...{ id: name, position, repeat, block, cache },
        ...{ variant: variant.name, arm: arm.name },
        scenario: await writeScenario(trial),
      });
    }
    const data: TrialJob = { run, fingerprint, trials: queued };
    // What failed is kept until it was seen; what was played is in the results.
    return { name: run, data, opts: { jobId: id, removeOnComplete: true } };
  };
  return {
    async add(jobs) {
      const all = [];
      for (const job of jobs) all.push(await toJob(job));
      await queue.addBulk(all);
    },
    async gone(jobs) {
      const looks = redis.pipeline();
      for (const { id } of jobs) looks.exists(queue.toKey(id));
      const found = (await looks.exec()) ?? [];
      return jobs.filter((_, index) => found[index]?.[1] === 0);
    },
    forget: () => written.clear(),
  };
}
