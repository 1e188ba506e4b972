// Which trials of a run are in the queue, which are still to be put there, and which are awaited. A
// bounded number of jobs is there at a time, however long the run is.

import type { Queue } from 'bullmq';
import type { RunDefinition } from '../domain/run.ts';
import type { PlannedTrial } from '../runner/plan.ts';
import type { TrialJob } from './run-record.ts';
import { type JobWriter, type PlannedJob, planJobs } from './trial-jobs.ts';

/** Trials that are in the queue at a time, and how few are left when more are added. */
const queuedMax = 1_000;
const queuedLow = 750;

export interface TrialFeed {
  /** Trials without a result. */
  readonly left: number;
  /** Adds jobs where few are left. Throws what the server answers; then it may be called again. */
  fill(): Promise<void>;
  /** A result is there. @returns false: it is not awaited, or came before */
  take(trial: string): boolean;
  /**
   * Adds jobs again that left the queue without a result, as where a worker heard of an earlier
   * command's stop, or had another command's trials under this job. Seen twice, so that results on
   * their way arrive first; a trial that has one is not played again.
   */
  restore(): Promise<void>;
  /** The server has forgotten all jobs: those without a result are added again. */
  startAgain(): void;
  /** Takes back what no worker has begun. @returns jobs that are under way */
  withdraw(): Promise<number>;
}

export function createTrialFeed(
  trials: readonly PlannedTrial[],
  definition: RunDefinition,
  queue: Queue<TrialJob>,
  writer: JobWriter,
): TrialFeed {
  const awaited = new Set(trials.map(({ id }) => id));
  /** The jobs that hold them, by trial. */
  const queued = new Map<string, PlannedJob>();
  let jobs = planJobs(trials, definition);
  let next = 0;
  /** Jobs that were gone when they were last looked for. */
  let missed = new Set<PlannedJob>();
  return {
    get left() {
      return awaited.size;
    },
    async fill() {
      if (queued.size >= queuedLow || next >= jobs.length) return;
      const added: PlannedJob[] = [];
      let room = queuedMax - queued.size;
      for (const job of jobs.slice(next, next + room)) {
        if (room <= 0) break;
        added.push(job);
        room -= job.trials.length;
      }
      await writer.add(added);
      // What is refused is added at the next call; what was added then stays as it is.
      next += added.length;
      for (const job of added) for (const { id } of job.trials) queued.set(id, job);
    },
    take(trial) {
      queued.delete(trial);
      return awaited.delete(trial);
    },
    async restore() {
      const gone = await writer.gone([...new Set(queued.values())]);
      const again = gone.filter((job) => missed.has(job));
      missed = new Set(gone);
      if (again.length === 0) return;
      const isLeft = ({ id }: PlannedTrial): boolean => awaited.has(id);
      await writer.add(again.map((job) => ({ ...job, trials: job.trials.filter(isLeft) })));
    },
    startAgain() {
      writer.forget();
      queued.clear();
      next = 0;
      jobs = planJobs(
        trials.filter(({ id }) => awaited.has(id)),
        definition,
      );
    },
    async withdraw() {
      let underWay = 0;
      for (const job of new Set(queued.values())) {
        // A job with a worker is locked. 1 is also the answer for one that is over.
        if ((await queue.remove(job.id)) !== 1) underWay++;
        else for (const { id } of job.trials) queued.delete(id);
      }
      return underWay;
    },
  };
}
