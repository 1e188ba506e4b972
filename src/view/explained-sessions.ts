// Asks the process that explains (explain-worker.ts), which is started when it is needed and ends
// when it was not asked for a while.
import type { ChildProcess } from 'node:child_process';
import { HarnessError } from '../lib/harness-error.ts';
import { workerFile } from '../lib/worker-file.ts';
import { forkWorker } from '../process/fork-worker.ts';
import type { ExplainReply, ExplainRequest, ExplainSubject } from './explain-worker.ts';

/** After that its memory is worth more than what it remembers. */
const idleMsMax = 120_000;

export interface ExplainedSessions {
  /**
   * Every call of a session or a trial, in its order, as it is explained; the last line is `done`.
   * @throws HarnessError `not-found` or `bad-input`
   */
  explain(subject: ExplainSubject): AsyncGenerator<ExplainReply>;
  close(): void;
}

interface Waiting {
  readonly replies: ExplainReply[];
  wake: () => void;
}

/** @param path of the database */
export function createExplainedSessions(path: string): ExplainedSessions {
  const file = workerFile(import.meta.url, 'explain-worker');
  const waiting = new Map<number, Waiting>();
  let child: ChildProcess | null = null;
  let idle: NodeJS.Timeout | undefined;
  let requests = 0;

  const stop = (): void => {
    child?.disconnect();
    child = null;
  };
  const start = (): ChildProcess => {
    const started = forkWorker(file, [path]);
    started.on('message', (reply: ExplainReply) => {
      const asked = waiting.get(reply.request);
      asked?.replies.push(reply);
      asked?.wake();
    });
    const onEnd = (): void => {
      if (child === started) child = null;
      for (const [request, asked] of waiting) {
        asked.replies.push({ request, type: 'failed', message: 'the explaining process ended' });
        asked.wake();
      }
    };
    started.on('error', onEnd).on('exit', onEnd);
    return started;
  };

  return {
    async *explain(subject) {
      clearTimeout(idle);
      child ??= start();
      const request = requests++;
      const own: Waiting = { replies: [], wake: () => {} };
      waiting.set(request, own);
      const asked: ExplainRequest = { request, ...subject };
      child.send(asked);
      try {
        for (;;) {
          const reply = own.replies.shift();
          if (reply === undefined) {
            await new Promise<void>((resolve) => {
              own.wake = resolve;
            });
            continue;
          }
          if (reply.type === 'failed') {
            throw new HarnessError(
              'bad-input',
              reply.message,
              'turntape explain SESSION says more',
            );
          }
          yield reply;
          if (reply.type === 'done') return;
        }
      } finally {
        waiting.delete(request);
        if (waiting.size === 0) idle = setTimeout(stop, idleMsMax).unref();
      }
    },
    close() {
      clearTimeout(idle);
      stop();
    },
  };
}
