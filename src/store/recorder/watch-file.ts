// Looks twice a second whether the database is still at its path, and goes on in another file when
// it is not.
import type { FromDatabase } from './messages.ts';
import {
  isInPlace,
  leaveFile,
  openRecordingFile,
  type RecordingFile,
  reopenRecordingFile,
} from './recording-file.ts';
import type { WriteQueue } from './write-queue.ts';

/** A file that is gone is to be noticed within a second. */
const lookMs = 500;

export interface FileWatch {
  /** What is recorded into now. */
  file(): RecordingFile;
  /** Looks once more, for the last time. */
  close(): void;
}

/** @param say tells the proxy's thread at once */
export function createFileWatch(
  opened: RecordingFile,
  queue: Pick<WriteQueue, 'confirm' | 'suspend' | 'moveTo' | 'continueIn'>,
  say: (message: FromDatabase) => void,
): FileWatch {
  let file = opened;
  let told: string | undefined;
  const look = (): void => {
    const isThere = isInPlace(file);
    if (isThere && told === undefined) {
      queue.confirm();
      return;
    }
    try {
      if (isThere) {
        // It has come back. What SQLite keeps beside it was removed meanwhile: opened again.
        leaveFile(file);
        file = openRecordingFile(file.path);
        queue.continueIn(file.database, file.recorder);
        told = undefined;
        say({ type: 'moved', recorder: file.recorder });
        return;
      }
      const next = reopenRecordingFile(file);
      queue.moveTo(next.database, next.recorder, file.database);
      leaveFile(file);
      file = next;
      told = undefined;
      say({ type: 'moved', recorder: next.recorder });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      queue.suspend(reason);
      if (reason !== told) say({ type: 'gone', reason });
      told = reason;
    }
  };
  const timer = setInterval(look, lookMs);
  return {
    file: () => file,
    close() {
      clearInterval(timer);
      look();
    },
  };
}
