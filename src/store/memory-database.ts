// A database in memory, of this version: for recordings that are read once and kept nowhere.
import BetterSqlite, { type Database } from 'better-sqlite3';
import { applyMigrations } from './migrate-database.ts';
import { migrations } from './migrations/registry.ts';

/**
 * Empty. Whoever opens it closes it; it never reaches the disk.
 * @param fingerprintKey by which the values of headers are told apart: the same key gives the same
 * fingerprints (exchange/fingerprint.ts)
 */
export function openMemoryDatabase(fingerprintKey: Uint8Array): Database {
  const database = new BetterSqlite(':memory:');
  // What does not fit is not written to a temporary file either.
  database.pragma('temp_store = MEMORY');
  database.pragma('foreign_keys = ON');
  applyMigrations(database, migrations);
  database
    .prepare("UPDATE settings SET value = ? WHERE name = 'fingerprint-key'")
    .run(fingerprintKey);
  return database;
}
