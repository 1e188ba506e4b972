// Opens the database file: private from the first byte, migrated to this version, or refused with
// one clear line. Knows nothing of what the tables hold.
import { chmodSync, closeSync, existsSync, openSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import BetterSqlite, { type Database } from 'better-sqlite3';
import { makeFolder } from '../files/make-folder.ts';
import { HarnessError } from '../lib/harness-error.ts';
import { describeOpenError, isBusy } from './database-error.ts';
import type { Migration } from './migrations/migration.ts';
import { migrations as allMigrations } from './migrations/registry.ts';
import { listLeftSpools, recoverSpools } from './spool/recover-spools.ts';
import type { SpoolOwner } from './spool/spool-files.ts';

/** `turn` in ASCII: tells our files from other programs' databases. */
const applicationId = 0x7475726e;
/** How long a statement on the proxy's thread may wait for a lock: traffic waits with it. */
const writerBusyTimeoutMs = 20;
/** Readers and the start of a program may wait for a writer's transaction. */
const readerBusyTimeoutMs = 5_000;
/** Switching to WAL answers "busy" without waiting: tries, and the pause between them. */
const walAttemptsMax = 200;
const walPauseMs = 25;

export interface OpenOptions {
  /** `write`: the proxy's thread, made when missing. `read`: must exist, never changed. */
  readonly mode: 'write' | 'read';
  /**
   * How long a statement waits for a lock, ms. Default: 20 when writing (the proxy's thread must
   * not block), 5,000 when reading. A writer that serves no traffic passes 5,000.
   */
  readonly busyTimeoutMs?: number;
  /** For tests of the migrations themselves. */
  readonly migrations?: readonly Migration[];
}

/**
 * Opens (and in mode `write` makes) a turntape database. Throws HarnessError `database` when the
 * file is newer than this program, damaged or not ours, `not-found` when a reader finds none.
 */
export function openDatabase(path: string, options: OpenOptions): Database {
  const migrations = options.migrations ?? allMigrations;
  try {
    if (options.mode === 'write') return openForWriting(path, options, migrations);
    return openForReading(path, options, migrations);
  } catch (error) {
    throw describeOpenError(error, path);
  }
}

/** The key of this database's fingerprints (see recording/fingerprint.ts). Throws where it is gone. */
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

function openForWriting(
  path: string,
  options: OpenOptions,
  migrations: readonly Migration[],
): Database {
  makePrivateFile(path);
  const database = new BetterSqlite(path, { timeout: readerBusyTimeoutMs });
  try {
    const version = checkVersion(database, path, migrations);
    // Ours for certain now: a file that others could read is closed to them.
    if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
    useWriteAheadLog(database);
    database.pragma('synchronous = NORMAL');
    database.pragma('foreign_keys = ON');
    if (version < migrations.length) migrate(database, path, migrations);
    recoverWhatWasLeft(database, path);
    database.pragma(`busy_timeout = ${options.busyTimeoutMs ?? writerBusyTimeoutMs}`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function openForReading(
  path: string,
  options: OpenOptions,
  migrations: readonly Migration[],
): Database {
  if (!existsSync(path)) {
    throw new HarnessError(
      'not-found',
      `there is no database at ${path}`,
      'Record something first (turntape record -- claude), or name the file with --db',
    );
  }
  const timeout = options.busyTimeoutMs ?? readerBusyTimeoutMs;
  const database = new BetterSqlite(path, { readonly: true, fileMustExist: true, timeout });
  try {
    const version = checkVersion(database, path, migrations);
    const isCurrent = version === migrations.length;
    if (isCurrent && !hasLeftSpools(database, path)) return database;
    database.close();
    // Brought up to date once, by a writer. Requests that a killed recorder has left can be taken in
    // later too: where this user may not write, the rest can be read.
    if (isCurrent) ignoring(() => openForWriting(path, options, migrations).close());
    else openForWriting(path, options, migrations).close();
  } catch (error) {
    database.close();
    throw error;
  }
  return new BetterSqlite(path, { readonly: true, fileMustExist: true, timeout });
}

function ownerOf(database: Database, path: string): SpoolOwner {
  return { path, fingerprintKey: readFingerprintKey(database) };
}

/** False where a damaged table does not say: what there is can be read all the same. */
function hasLeftSpools(database: Database, path: string): boolean {
  try {
    return listLeftSpools(database, ownerOf(database, path)).length > 0;
  } catch {
    return false;
  }
}

/** A full disk or a damaged table keeps nobody from opening the rest; the next one tries again. */
function recoverWhatWasLeft(database: Database, path: string): void {
  ignoring(() => recoverSpools(database, ownerOf(database, path)));
}

function ignoring(act: () => void): void {
  try {
    act();
  } catch {
    // `doctor` names the files that are still there
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

/** @returns how many migrations the file has seen; throws when it is not ours or newer */
function checkVersion(database: Database, path: string, migrations: readonly Migration[]): number {
  const version = Number(database.pragma('user_version', { simple: true }));
  const owner = Number(database.pragma('application_id', { simple: true }));
  const tables = Number(database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get());
  const blank = tables === 0 && version === 0 && owner === 0;
  if (!blank && owner !== applicationId) {
    throw new HarnessError(
      'database',
      `${path} is another program's database`,
      'Name another file with --db',
    );
  }
  if (version > migrations.length) {
    throw new HarnessError(
      'database',
      `the database ${path} has version ${version}, this turntape knows up to ${migrations.length}`,
      'Use the newer turntape that wrote it, or name another file with --db',
    );
  }
  return version;
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

function migrate(database: Database, path: string, migrations: readonly Migration[]): void {
  const before = Number(database.pragma('user_version', { simple: true }));
  if (before > 0) backUp(database, `${path}.v${before}.bak`);
  database
    .transaction(() => {
      // Read again under the lock: another process may have been faster.
      const done = Number(database.pragma('user_version', { simple: true }));
      for (const migration of migrations.slice(done)) migration.apply(database);
      database.pragma(`application_id = ${applicationId}`);
      database.pragma(`user_version = ${migrations.length}`);
    })
    .immediate();
}

function backUp(database: Database, path: string): void {
  if (existsSync(path)) return;
  closeSync(openSync(path, 'wx', 0o600)); // VACUUM INTO accepts an empty file, and keeps its mode
  database.prepare('VACUUM INTO ?').run(path);
}
