// The thread that owns the database while something is recorded: it may wait for locks and
// compress, the proxy's thread never does. Started by database-thread.ts.
import { parentPort, workerData } from 'node:worker_threads';
import { assertNever } from '../../lib/assert-never.ts';
import { createCollector } from '../../lib/collect-garbage.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { describeOpenError } from '../database-error.ts';
import { readFingerprintKey } from '../open-database.ts';
import { noteRecorder, seenIntervalMs } from '../recorders.ts';
import { after } from './after.ts';
import { keepReserve, releaseReserve } from './drop-reserve.ts';
import type { FromDatabase, ThreadStart, ToDatabase } from './messages.ts';
import { closeRecordingFile, openRecordingFile, type RecordingFile } from './recording-file.ts';
import { createFileWatch } from './watch-file.ts';
import { WriteQueue } from './write-queue.ts';

/** Written in large bodies: then the garbage is collected. No traffic waits for this thread. */
const collected = { bytesMin: 8 * 1024 * 1024, blockBytesMin: 1024 * 1024 };

const port = parentPort;
if (port === null) throw new TypeError('database-worker.ts runs as a worker thread only');
const say = (message: FromDatabase): void => port.postMessage(message);

try {
  // From database-thread.ts.
  const { path, recorder } = workerData as ThreadStart;
  serve(openRecordingFile(path, recorder));
} catch (error) {
  const described = describeOpenError(error, (workerData as ThreadStart).path);
  const { code, message, hint } =
    described instanceof HarnessError
      ? described
      : { code: undefined, message: String((error as Error).stack ?? error), hint: '' };
  say({ type: 'refused', code, message, hint });
  port.close();
}

function serve(opened: RecordingFile): void {
  const { path } = opened;
  const fingerprintKey = readFingerprintKey(opened.database);
  keepReserve(path);
  const collect = createCollector(collected, setImmediate);
  const queue = new WriteQueue(opened.database, {
    recorder: opened.recorder,
    after,
    onWritten(report) {
      say({ type: 'written', ...report });
      collect(report.bytes);
    },
    makeRoom: () => releaseReserve(path),
  });
  const watch = createFileWatch(opened, queue, say);
  const seen = setInterval(() => {
    keepReserve(path);
    try {
      const { database, recorder } = watch.file();
      noteRecorder(database, recorder, Date.now());
    } catch {
      // Locked or full: the next time.
    }
  }, seenIntervalMs);
  port?.on('message', (message: ToDatabase) => {
    switch (message.type) {
      case 'updates':
        for (const update of message.updates) queue.take(update);
        return;
      case 'dropped':
        queue.drop(message.session);
        return;
      case 'flush':
        queue.whenEmpty(() => say({ type: 'flushed' }));
        return;
      case 'close':
        clearInterval(seen);
        watch.close();
        queue.close();
        closeRecordingFile(watch.file());
        releaseReserve(path);
        say({ type: 'closed' });
        port?.close();
        return;
      default:
        assertNever(message, 'message');
    }
  });
  say({ type: 'ready', fingerprintKey, recorder: opened.recorder });
}
