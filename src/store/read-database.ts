// Opens a database for one reading command.
import type { Database } from 'better-sqlite3';
import { describeOpenError } from './database-error.ts';
import { openDatabase } from './open-database.ts';

/**
 * Opens a database for reading, uses it, closes it. Damage that only shows while reading becomes a
 * HarnessError `database` too. What `use` returns must not read on after it has settled.
 */
export async function readDatabase<Result>(
  path: string,
  use: (database: Database) => Result | Promise<Result>,
): Promise<Result> {
  const database = openDatabase(path, { mode: 'read' });
  try {
    return await use(database);
  } catch (error) {
    throw describeOpenError(error, path);
  } finally {
    database.close();
  }
}
