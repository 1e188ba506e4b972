// A database in memory with what a file holds: for readers that cannot use the file as it is. What
// is done to the copy is not done to the file, and it is gone with the process.
import { existsSync, readFileSync, statSync } from 'node:fs';
import BetterSqlite, { type Database } from 'better-sqlite3';

/**
 * Larger files are not copied: memory stays bounded. While it is made, a copy takes twice its size.
 */
export const copiedBytesMax = 256 * 1024 * 1024;

/** Bytes of the header that say how the file is written; 1: without a write-ahead log. */
const formatOffsets = [18, 19];
const plainFormat = 1;

/**
 * Copies a database as it is at one moment, with what is in its write-ahead log.
 * @returns null: it is too large
 */
export function copyIntoMemory(database: Database, bytesMax: number): Database | null {
  const pages = Number(database.pragma('page_count', { simple: true }));
  const pageBytes = Number(database.pragma('page_size', { simple: true }));
  return pages * pageBytes > bytesMax ? null : openBytes(database.serialize());
}

/**
 * The same from the file, which SQLite cannot open: it would have to write beside it.
 * @returns null: it is too large, or somebody is writing to it
 */
export function copyFileIntoMemory(path: string, bytesMax: number): Database | null {
  if (statSync(path).size > bytesMax) return null;
  const bytes = readFileSync(path);
  return existsSync(`${path}-wal`) ? null : openBytes(bytes);
}

function openBytes(bytes: Buffer): Database {
  // There is no log in memory, and a file that says there is one could not be opened.
  for (const offset of formatOffsets) bytes[offset] = plainFormat;
  return new BetterSqlite(bytes);
}
