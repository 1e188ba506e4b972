// Starts the process that exports (telemetry-worker.ts), tells it which calls have ended, and says
// at the end what became of them.
import { randomUUID } from 'node:crypto';
import type { Sink } from '../domain/sink.ts';
import { workerFile } from '../lib/worker-file.ts';
import { forkWorker } from '../process/fork-worker.ts';
import { describeDelivery, type TelemetryReport } from './describe-delivery.ts';
import type { TelemetryNews, TelemetryStart, TelemetryTold } from './telemetry-worker.ts';
import { createEndedSink } from './tell-ended.ts';

/** Calls that are told and not settled: with more, the exporter is too slow, and they are lost. */
const waitingMax = 10_000;
/** A receiver that does not answer is given up by then. */
const finishMsMax = 15_000;

export interface TelemetryProcess {
  /** Tells of every call that ends. */
  watch(sink: Sink): Sink;
  /**
   * Sends the rest; what was recorded is in the database by now.
   * @param giveUp resolves when the user has had enough
   */
  close(giveUp: Promise<unknown> | undefined): Promise<TelemetryReport>;
}

export function startTelemetryProcess(
  start: Omit<TelemetryStart, 'type' | 'instance'>,
): TelemetryProcess {
  const child = forkWorker(workerFile(import.meta.url, 'telemetry-worker'));
  // A program that ends before it says so is not held: the process ends with it.
  child.unref();
  child.channel?.unref();
  let [calls, settled, skipped] = [0, 0, 0];
  let failure: string | null = null;
  let finished: Extract<TelemetryNews, { type: 'finished' }> | null = null;
  const over = new Promise<void>((resolve) => {
    child.on('message', (news: TelemetryNews) => {
      if (news.type === 'settled') settled += news.calls;
      else if (news.type === 'failed') failure = news.message;
      else {
        finished = news;
        resolve();
      }
    });
    child.on('error', () => resolve()).on('exit', () => resolve());
  });
  const tell = (told: TelemetryTold): void => {
    // An error here is its end, which is seen.
    if (child.connected) child.send(told, () => {});
  };
  tell({ ...start, type: 'start', instance: randomUUID() });
  return {
    watch: (sink) =>
      createEndedSink(sink, (id, session) => {
        calls++;
        if (session === null || calls - skipped - settled > waitingMax || !child.connected) {
          skipped++;
        } else tell({ type: 'ended', id, session });
      }),
    async close(giveUp) {
      tell({ type: 'finish' });
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, finishMsMax);
      });
      await Promise.race([over, late, ...(giveUp ? [giveUp] : [])]);
      clearTimeout(timer);
      if (child.connected) child.disconnect();
      child.kill('SIGKILL');
      return describeDelivery({ calls, settled, skipped, finished, failure });
    },
  };
}
