// Which version a database file has, and how it is brought to this program's.
import { closeSync, existsSync, openSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { HarnessError } from '../lib/harness-error.ts';
import type { Migration } from './migrations/migration.ts';

/** `turn` in ASCII: tells our files from other programs' databases. */
const applicationId = 0x7475726e;

/**
 * How many migrations the file has seen. Throws HarnessError `database` when it is another program's,
 * or newer than this one.
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
