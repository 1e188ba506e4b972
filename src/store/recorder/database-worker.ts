// The thread that owns the database while something is recorded: it may wait for locks and compress,
// the proxy's thread never does. Started by database-thread.ts.
import { parentPort, workerData } from 'node:worker_threads';
import type { Database } from 'better-sqlite3';
import { assertNever } from '../../lib/assert-never.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { closeDatabase, openDatabase, readFingerprintKey } from '../open-database.ts';
import { endRecorder, startRecorder } from '../recorders.ts';
import { after } from './after.ts';
import type { FromDatabase, ToDatabase } from './messages.ts';
import { WriteQueue } from './write-queue.ts';

/** A statement's wait for another writer: short, since others' requests queue behind it. */
const busyTimeoutMs = 100;

const port = parentPort;
if (port === null) throw new TypeError('database-worker.ts runs as a worker thread only');
const say = (message: FromDatabase): void => port.postMessage(message);

try {
  // The path, from database-thread.ts.
  serve(openDatabase(workerData as string, { mode: 'write', busyTimeoutMs }));
} catch (error) {
  const { code, message, hint } =
    error instanceof HarnessError
      ? error
      : { code: undefined, message: String((error as Error).stack ?? error), hint: '' };
  say({ type: 'refused', code, message, hint });
  port.close();
}

function serve(database: Database): void {
  const fingerprintKey = readFingerprintKey(database);
  const recorder = startRecorder(database, Date.now());
  const queue = new WriteQueue(database, {
    recorder,
    after,
    onWritten: (report) => say({ type: 'written', ...report }),
  });
  port?.on('message', (message: ToDatabase) => {
    switch (message.type) {
      case 'updates':
        for (const update of message.updates) queue.take(update);
        return;
      case 'gap':
        queue.gap(message.session);
        return;
      case 'flush':
        queue.whenEmpty(() => say({ type: 'flushed' }));
        return;
      case 'close':
        queue.close();
        end(database, recorder);
        say({ type: 'closed' });
        port?.close();
        return;
      default:
        assertNever(message, 'message');
    }
  });
  say({ type: 'ready', fingerprintKey });
}

function end(database: Database, recorder: number): void {
  try {
    endRecorder(database, recorder, Date.now());
  } catch {
    // A reader then finds the process gone, which says the same.
  }
  closeDatabase(database);
}
