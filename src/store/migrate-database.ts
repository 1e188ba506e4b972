// Which version a database file has, and how it is brought to this program's.
import type { Database } from 'better-sqlite3';
import { HarnessError } from '../lib/harness-error.ts';
import { backUp } from './back-up.ts';
import type { Migration } from './migrations/migration.ts';
import { assertPlain } from './plain-tables.ts';

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
  if (before > 0) backUp(database, `${path}.v${before}.bak`, before);
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
