// Starts the thread that owns the database (database-worker.ts), and ends it.
import { Worker } from 'node:worker_threads';
import { HarnessError, type HarnessErrorCode } from '../../lib/harness-error.ts';
import { workerFile } from '../../lib/worker-file.ts';
import { threadYoungHalfMegabytes } from '../../lib/young-generation.ts';
import type { FromDatabase, ThreadStart, ToDatabase } from './messages.ts';

/** What the thread says once it is ready. */
export type ThreadMessage = Exclude<FromDatabase, { type: 'ready' | 'refused' }>;

export interface DatabaseThread {
  /** The database's key for the fingerprints of secrets. */
  readonly fingerprintKey: Uint8Array;
  /** Row of this process in `recorders`. */
  readonly recorder: number;
  /** @param memory is handed over instead of copied */
  post(message: ToDatabase, memory?: readonly ArrayBufferLike[]): void;
  /** @param onEnd the thread is gone, and why */
  listen(onMessage: (message: ThreadMessage) => void, onEnd: (reason: string) => void): void;
  /** Does not wait: a thread that hangs must not keep the program. */
  stop(): void;
}

/** V8 counts three halves to a young generation. */
const youngMegabytesMax = 3 * threadYoungHalfMegabytes;

/** How long a thread that was told to end may take. */
const endMsMax = 1_000;

/** Resolves when the database is open. Throws HarnessError as `openDatabase` does. */
export async function startDatabaseThread(start: ThreadStart): Promise<DatabaseThread> {
  const worker = new Worker(workerFile(import.meta.url, 'database-worker'), {
    workerData: start,
    resourceLimits: { maxYoungGenerationSizeMb: youngMegabytesMax },
  });
  type Ready = Extract<FromDatabase, { type: 'ready' }>;
  const { fingerprintKey, recorder } = await new Promise<Ready>((resolve, reject) => {
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the recording thread ended before it was ready')));
    worker.once('message', (message: FromDatabase) => {
      if (message.type === 'ready') resolve(message);
      else if (message.type === 'refused') reject(refusalOf(message));
    });
  });
  return {
    fingerprintKey,
    recorder,
    // Memory of the sender's own, never shared with other threads.
    post: (message, memory = []) => worker.postMessage(message, memory as ArrayBuffer[]),
    listen(onMessage, onEnd) {
      worker.on('message', onMessage);
      worker.on('error', (error) => onEnd(`the recording thread failed: ${error.message}`));
      worker.on('exit', () => onEnd('the recording thread ended'));
    },
    stop() {
      worker.unref();
      // After closing it ends by itself; it is cut only where it hangs, for a thread that is cut
      // while it ends can take the process with it.
      const cut = setTimeout(() => void worker.terminate(), endMsMax).unref();
      worker.once('exit', () => clearTimeout(cut));
    },
  };
}

function refusalOf({ code, message, hint }: Extract<FromDatabase, { type: 'refused' }>): Error {
  if (code === undefined) return new Error(message);
  // The thread sends the code of a HarnessError, or none.
  return new HarnessError(code as HarnessErrorCode, message, hint);
}
