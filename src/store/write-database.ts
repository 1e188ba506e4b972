// Opens a database for one writing command.
import type { Database } from 'better-sqlite3';
import { describeOpenError, sqliteCode } from './database-error.ts';
import { closeDatabase, openDatabase } from './open-database.ts';

/**
 * Opens a database, changes it, closes it. What SQLite refuses meanwhile becomes a HarnessError
 * `database` too: damage, a full disk, a lock that another program holds for too long.
 * @param mode `write` makes a missing database, `change` refuses it
 */
export async function writeDatabase<Result>(
  path: string,
  mode: 'write' | 'change',
  use: (database: Database) => Result | Promise<Result>,
): Promise<Result> {
  const database = openDatabase(path, { mode });
  try {
    return await use(database);
  } catch (error) {
    throw sqliteCode(error) === undefined ? error : describeOpenError(error, path);
  } finally {
    closeDatabase(database);
  }
}
