// Reads a table of another program's SQLite file.
import BetterSqlite from 'better-sqlite3';
import { HarnessError } from '../lib/harness-error.ts';
import type { JsonObject } from '../lib/json.ts';
import { isPlainTable } from './plain-tables.ts';

/** A recorder's table has some thousand. */
const rowsMax = 1_000_000;
/** Of texts and numbers, as they come. */
const charsMax = 256 * 1024 * 1024;

/**
 * The rows of another program's table, texts and numbers as they are; undefined when the file has
 * no such table with these columns. The file is opened read-only. A view is not read: what it
 * computes may have no end.
 * @throws HarnessError `bad-input` for more than a recorder writes
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
    if (!isPlainTable(database, table)) return undefined;
    const rows: JsonObject[] = [];
    let chars = 0;
    for (const row of database.prepare<[], JsonObject>(`SELECT * FROM ${table}`).iterate()) {
      for (const value of Object.values(row)) chars += typeof value === 'string' ? value.length : 8;
      if (rows.push(row) > rowsMax || chars > charsMax) {
        throw new HarnessError(
          'bad-input',
          `the table ${table} of ${path} has more than ${rowsMax} rows or ${charsMax} characters`,
          'Import a part of it',
        );
      }
    }
    return rows;
  } finally {
    database.close();
  }
}
