// The database that is recorded into, and whether its path still leads to it: a file that is
// deleted or moved can be written to for as long as it is open, and nobody would find what is in
// it.
import { rmSync, statSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { closeDatabase, openDatabase, readFingerprintKey } from '../open-database.ts';
import { endRecorder, startRecorder } from '../recorders.ts';

/** A statement's wait for another writer: short, since others' requests queue behind it. */
const busyTimeoutMs = 100;
/** What SQLite keeps beside a database while it is open. */
const sideFiles = ['-wal', '-shm'];

export interface RecordingFile {
  readonly path: string;
  readonly database: Database;
  /** Row of this process in `recorders`. */
  readonly recorder: number;
  /** Which files these are: of the database, and of what SQLite keeps beside it. */
  readonly files: ReadonlyMap<string, string | undefined>;
}

/**
 * Opens the database to record into it. Throws HarnessError as `openDatabase` does.
 * @param before this process's recorder, where it has recorded into the file already
 */
export function openRecordingFile(path: string, before?: number): RecordingFile {
  const database = openDatabase(path, { mode: 'write', busyTimeoutMs });
  const recorder = before ?? startRecorder(database, Date.now());
  const files = new Map(['', ...sideFiles].map((end) => [path + end, identify(path + end)]));
  return { path, database, recorder, files };
}

/** Whether the path still leads to the file. */
export function isInPlace({ path, files }: RecordingFile): boolean {
  return identify(path) === files.get(path);
}

/**
 * The file that is at the path now, or a new one. The old one stays open, for what has to be copied
 * from it; end it with `leaveFile`.
 */
export function reopenRecordingFile(old: RecordingFile): RecordingFile {
  // All of it into the file itself, wherever that is: what is beside the path is in a new one's
  // way.
  tryTo(() => endRecorder(old.database, old.recorder, Date.now()));
  tryTo(() => old.database.pragma('wal_checkpoint(TRUNCATE)'));
  for (const end of sideFiles) {
    const side = old.path + end;
    const own = old.files.get(side);
    if (own !== undefined && identify(side) === own) rmSync(side, { force: true });
  }
  const file = openRecordingFile(old.path);
  try {
    if (isNew(file)) keepKey(file.database, readFingerprintKey(old.database));
    return file;
  } catch (error) {
    file.database.close();
    throw error;
  }
}

/** Closes a file that is no longer at its path. */
export function leaveFile({ database }: RecordingFile): void {
  // SQLite sees that it was moved, and removes nothing beside the path.
  tryTo(() => database.close());
}

/** Ends the recording. */
export function closeRecordingFile({ database, recorder }: RecordingFile): void {
  // Where this fails, a reader finds the process gone, which says the same.
  tryTo(() => endRecorder(database, recorder, Date.now()));
  tryTo(() => closeDatabase(database));
}

/** Device and number of a file; undefined: there is none. */
function identify(path: string): string | undefined {
  try {
    const { dev, ino } = statSync(path, { bigint: true });
    return `${dev} ${ino}`;
  } catch {
    return undefined;
  }
}

/** Only this process has recorded into it. */
function isNew({ database }: RecordingFile): boolean {
  return database.prepare('SELECT count(*) FROM recorders').pluck().get() === 1;
}

/** Fingerprints of the running recorder are made with this key. */
function keepKey(database: Database, key: Uint8Array): void {
  database.prepare("UPDATE settings SET value = ? WHERE name = 'fingerprint-key'").run(key);
}

function tryTo(act: () => void): void {
  try {
    act();
  } catch {
    // The file is gone for others already, or full.
  }
}
