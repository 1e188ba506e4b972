// Opens a database file to read: nothing is written, neither to the file nor beside it. A file of
// an older version is read through a copy in memory that is brought to this one.
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import BetterSqlite, { type Database } from 'better-sqlite3';
import { HarnessError } from '../lib/harness-error.ts';
import { copyFileIntoMemory, copyIntoMemory } from './copy-into-memory.ts';
import { isDenied } from './database-error.ts';
import { applyMigrations, readVersion } from './migrate-database.ts';
import type { Migration } from './migrations/migration.ts';

/** Byte of the file's header that says how it is written, and its value with a write-ahead log. */
const formatOffset = 18;
const walFormat = 2;

export interface ReadingOptions {
  /** How long a statement waits for a lock, ms. */
  readonly timeoutMs: number;
  readonly migrations: readonly Migration[];
  /** Larger files of an older version are refused. */
  readonly copiedBytesMax: number;
}

/**
 * @param path of a file that exists
 * @returns a database that takes no writing; its `user_version` is the file's
 * @throws HarnessError `database` when the file is newer than this program, another program's, or
 *   older and too large to be copied; SQLite's errors
 */
export function openForReading(path: string, options: ReadingOptions): Database {
  const database = openAsItIs(path, options);
  try {
    const version = readVersion(database, path, options.migrations);
    if (version === options.migrations.length) return database;
    const copy = migratedCopy(database, version, options);
    if (copy === null) throw tooLarge(path, version, options);
    database.close();
    return copy;
  } catch (error) {
    database.close();
    throw error;
  }
}

function openAsItIs(
  path: string,
  { timeoutMs: timeout, copiedBytesMax }: ReadingOptions,
): Database {
  // A connection that may not write would make the log that is missing, and leave it. One that may
  // write removes it again: it is told not to write anything else.
  if (!lacksLog(path))
    return new BetterSqlite(path, { readonly: true, fileMustExist: true, timeout });
  try {
    closeSync(openSync(path, 'r+'));
    return forbidWriting(new BetterSqlite(path, { fileMustExist: true, timeout }));
  } catch (error) {
    const copy = isDenied(error) ? copyFileIntoMemory(path, copiedBytesMax) : null;
    if (copy !== null) return forbidWriting(copy);
    if (!isDenied(error)) throw error;
    throw new HarnessError(
      'database',
      `the database ${path} was closed by an older turntape: it cannot be read without write access`,
      `Copy it to a folder of yours, or run turntape doctor --repair --db ${path} with write access`,
      error,
    );
  }
}

/** null: it is too large. */
function migratedCopy(
  database: Database,
  version: number,
  { migrations, copiedBytesMax }: ReadingOptions,
): Database | null {
  const copy = copyIntoMemory(database, copiedBytesMax);
  if (copy === null) return null;
  applyMigrations(copy, migrations);
  copy.pragma(`user_version = ${version}`); // for `doctor`, which says so
  return forbidWriting(copy);
}

function tooLarge(path: string, version: number, { migrations }: ReadingOptions): HarnessError {
  return new HarnessError(
    'database',
    `the database ${path} has version ${version}, this turntape reads ${migrations.length}`,
    `Run turntape doctor --repair --db ${path}, which brings it to that version and keeps a copy`,
  );
}

function forbidWriting(database: Database): Database {
  database.pragma('query_only = ON');
  return database;
}

/**
 * The file says that there is a write-ahead log, and there is none: it was closed by a version that
 * did not know `closeDatabase`. Where there is one, the file is not looked into: closing it again
 * would release the locks of this process's own connections (sqlite.org/howtocorrupt.html, 2.2).
 */
function lacksLog(path: string): boolean {
  return !existsSync(`${path}-wal`) && readFormat(path) === walFormat;
}

/** sqlite.org/fileformat2.html: 1 with a rollback journal, 2 with a write-ahead log; 0: neither. */
function readFormat(path: string): number {
  const file = openSync(path, 'r');
  try {
    const byte = Buffer.alloc(1);
    readSync(file, byte, 0, 1, formatOffset);
    return byte[0] ?? 0;
  } finally {
    closeSync(file);
  }
}
