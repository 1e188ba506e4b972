// Reads a table of another program's SQLite file.
import BetterSqlite from 'better-sqlite3';
import type { JsonObject } from '../lib/json.ts';

/**
 * The rows of another program's table, texts and numbers as they are; undefined when the file has no
 * such table with these columns. The file is opened read-only.
 */
export function readForeignTable(
  path: string,
  table: string,
  columns: readonly string[],
): JsonObject[] | undefined {
  const database = new BetterSqlite(path, { readonly: true, fileMustExist: true });
  try {
    const found = database.pragma(`table_info(${table})`) as { name: string }[];
    const names = new Set(found.map(({ name }) => name));
    if (!columns.every((column) => names.has(column))) return undefined;
    return database.prepare(`SELECT * FROM ${table}`).all() as JsonObject[];
  } finally {
    database.close();
  }
}
