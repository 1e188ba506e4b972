// Which version a database file has, and how it is brought to this program's.
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import BetterSqlite, { type Database } from 'better-sqlite3';
import { HarnessError } from '../lib/harness-error.ts';
import type { Migration } from './migrations/migration.ts';
import { assertPlain } from './plain-tables.ts';
import { isProcessAlive } from './recorders.ts';

/** `turn` in ASCII: tells our files from other programs' databases. */
const applicationId = 0x7475726e;

/**
 * How many migrations the file has seen. Throws HarnessError `database` when it is another
 * program's, or newer than this one.
 */
export function readVersion(
  database: Database,
  path: string,
  migrations: readonly Migration[],
): number {
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
  assertPlain(database, path);
  if (version > migrations.length) {
    throw new HarnessError(
      'database',
      `the database ${path} has version ${version}, this turntape knows up to ${migrations.length}`,
      'Use the newer turntape that wrote it, or name another file with --db',
    );
  }
  return version;
}

/** Applies what is missing in one transaction, after a copy `FILE.vN.bak` was made. */
export function migrateDatabase(
  database: Database,
  path: string,
  migrations: readonly Migration[],
): void {
  const before = Number(database.pragma('user_version', { simple: true }));
  if (before > 0) backUp(database, `${path}.v${before}.bak`);
  applyMigrations(database, migrations);
}

/**
 * Applies what is missing in one transaction. Throws what a migration throws: nothing is changed.
 */
export function applyMigrations(database: Database, migrations: readonly Migration[]): void {
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

/** Whole or not there: it gets its name when it is on the disk. */
function backUp(database: Database, path: string): void {
  removeUnfinished(path);
  if (isWhole(path, Number(database.pragma('user_version', { simple: true })))) return;
  const unfinished = `${path}.${process.pid}.unfinished`;
  // VACUUM INTO accepts an empty file, and keeps its mode.
  const file = openSync(unfinished, 'wx', 0o600);
  try {
    database.prepare('VACUUM INTO ?').run(unfinished);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(unfinished, path);
}

/** Versions before this one could leave half a copy under its name. */
function isWhole(path: string, version: number): boolean {
  if (!existsSync(path)) return false;
  try {
    const copy = new BetterSqlite(path, { readonly: true });
    try {
      const found = Number(copy.pragma('user_version', { simple: true }));
      return found === version && copy.pragma('quick_check(1)', { simple: true }) === 'ok';
    } finally {
      copy.close();
    }
  } catch {
    return false;
  }
}

/** What processes that were killed had begun. */
function removeUnfinished(path: string): void {
  const folder = dirname(path);
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(`${basename(path)}.`)) continue;
    const [, pid] = /\.(\d+)\.unfinished$/.exec(name) ?? [];
    // A container gives the same ids again: ours may be a dead process's too.
    const isOver = Number(pid) === process.pid || !isProcessAlive(Number(pid));
    if (pid !== undefined && isOver) rmSync(join(folder, name), { force: true });
  }
}
