// Opens the database file, to write or only to read. To write: private from the first byte, brought
// to this version, with what an older version had left beside it. To read: nothing is written,
// neither to the file nor beside it. What cannot be opened is refused with one clear line.
import { chmodSync, closeSync, existsSync, openSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import BetterSqlite, { type Database } from 'better-sqlite3';
import { makeFolder } from '../files/make-folder.ts';
import { HarnessError } from '../lib/harness-error.ts';
import { copiedBytesMax } from './copy-into-memory.ts';
import { describeOpenError, isBusy } from './database-error.ts';
import { takeInLeftRequests } from './left-requests.ts';
import { migrateDatabase, readVersion } from './migrate-database.ts';
import type { Migration } from './migrations/migration.ts';
import { migrations as allMigrations } from './migrations/registry.ts';
import { openForReading } from './open-for-reading.ts';

/** Readers, and writers that serve no traffic, may wait for another writer's transaction. */
const busyTimeoutMs = 5_000;
/** Switching to WAL answers "busy" without waiting: tries, and the pause between them. */
const walAttemptsMax = 200;
const walPauseMs = 25;

export interface OpenOptions {
  /** `write`: made when missing. `change`: must exist. `read`: must exist, is never changed. */
  readonly mode: 'write' | 'change' | 'read';
  /** How long a statement waits for a lock, ms. Default 5,000. */
  readonly busyTimeoutMs?: number;
  /** For tests of the migrations themselves. */
  readonly migrations?: readonly Migration[];
  /** An older database up to this size is read through a copy in memory. Default 256 MiB. */
  readonly copiedBytesMax?: number;
}

/**
 * Opens (and in mode `write` makes) a turntape database. Throws HarnessError `database` when the
 * file is newer than this program, damaged or not ours, or when a reader finds an older one that is
 * too large for a copy; `not-found` when it must exist and does not. A writer ends with
 * `closeDatabase`.
 */
export function openDatabase(path: string, options: OpenOptions): Database {
  const { mode, migrations = allMigrations } = options;
  const timeout = options.busyTimeoutMs ?? busyTimeoutMs;
  try {
    if (mode !== 'write') assertExists(path);
    assertFile(path);
    if (mode === 'read') {
      const bytesMax = options.copiedBytesMax ?? copiedBytesMax;
      return openForReading(path, { timeoutMs: timeout, migrations, copiedBytesMax: bytesMax });
    }
    return openForWriting(path, timeout, migrations);
  } catch (error) {
    throw describeOpenError(error, path);
  }
}

/**
 * Closes a database that was opened to write. The last one to do so leaves a plain file: with
 * SQLite's write-ahead log switched on, even reading it would make files beside it.
 */
export function closeDatabase(database: Database): void {
  try {
    database.pragma('busy_timeout = 0');
    database.pragma('journal_mode = DELETE');
  } catch {
    // Others use it: one of them is the last.
  }
  database.close();
}

/**
 * The key of this database's fingerprints (see exchange/fingerprint.ts). Throws where it is gone.
 */
export function readFingerprintKey(database: Database): Uint8Array {
  const value = database
    .prepare("SELECT value FROM settings WHERE name = 'fingerprint-key'")
    .pluck()
    .get();
  if (!(value instanceof Uint8Array)) {
    throw new HarnessError(
      'database',
      'the database is damaged: it has no fingerprint key',
      'What is in it can still be read; record to another file with --db',
    );
  }
  return value;
}

function openForWriting(path: string, timeout: number, migrations: readonly Migration[]): Database {
  makePrivateFile(path);
  const database = new BetterSqlite(path, { timeout: busyTimeoutMs });
  try {
    const version = readVersion(database, path, migrations);
    // Ours for certain now: a file that others could read is closed to them.
    if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
    useWriteAheadLog(database);
    database.pragma('synchronous = NORMAL');
    database.pragma('foreign_keys = ON');
    if (version < migrations.length) migrateDatabase(database, path, migrations);
    takeInWhatWasLeft(database, path);
    database.pragma(`busy_timeout = ${timeout}`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** A pipe is waited for without end. */
function assertFile(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() ?? true) return;
  throw new HarnessError('database', `${path} is not a file`, 'Name a database with --db');
}

function assertExists(path: string): void {
  if (existsSync(path)) return;
  throw new HarnessError(
    'not-found',
    `there is no database at ${path}`,
    'Record something first (turntape record -- claude), or name the file with --db',
  );
}

/**
 * What a full disk or a damaged table keeps out does not keep the rest from being opened; `doctor`
 * names what is left.
 */
function takeInWhatWasLeft(database: Database, path: string): void {
  try {
    takeInLeftRequests(database, { path, fingerprintKey: readFingerprintKey(database) });
  } catch {
    // The next one that writes tries again.
  }
}

/** Makes folder (0700, ignored by git) and file (0600) before SQLite, which obeys the umask. */
function makePrivateFile(path: string): void {
  const folder = dirname(path);
  if (!existsSync(folder)) {
    makeFolder(folder, 0o700);
    writeFileSync(join(folder, '.gitignore'), '*\n', { mode: 0o600 });
  }
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'EEXIST') throw error;
  }
}

function useWriteAheadLog(database: Database): void {
  for (let attempt = 1; ; attempt++) {
    try {
      if (database.pragma('journal_mode', { simple: true }) === 'wal') return;
      database.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      if (!isBusy(error) || attempt >= walAttemptsMax) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, walPauseMs);
    }
  }
}
