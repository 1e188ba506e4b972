// Reads a table of another program's SQLite file.
import BetterSqlite, { type Database } from 'better-sqlite3';
import { HarnessError } from '../lib/harness-error.ts';
import type { JsonObject } from '../lib/json.ts';
import { isPlainTable } from './plain-tables.ts';

/** A recorder's table has some thousand. */
const rowsMax = 1_000_000;
/** Of texts and numbers, as they come. */
const bytesMax = 256 * 1024 * 1024;

/** What a row counts besides its texts. */
const rowBytes = 8;

/**
 * The rows of another program's table, texts and numbers as they are, anything else as null;
 * undefined when the file has no such table with these columns. The file is opened read-only. A
 * view is not read: what it computes may have no end. Rows are measured before the first is read.
 * @param columns without which it is another table
 * @param others that are read where they are there
 * @throws HarnessError `bad-input` for more than a recorder writes
 */
export function readForeignTable(
  path: string,
  table: string,
  columns: readonly string[],
  others: readonly string[] = [],
): JsonObject[] | undefined {
  const database = new BetterSqlite(path, { readonly: true, fileMustExist: true });
  try {
    const found = database.pragma(`table_info(${table})`) as { name: string }[];
    const names = new Set(found.map(({ name }) => name));
    if (!columns.every((column) => names.has(column))) return undefined;
    if (!isPlainTable(database, table)) return undefined;
    const read = [...columns, ...others.filter((name) => names.has(name))];
    assertSmall(database, path, table, read);
    const values = read.map((name) => `${textOrNumber(name)} AS ${name}`).join(', ');
    return database.prepare<[], JsonObject>(`SELECT ${values} FROM ${table}`).all();
  } finally {
    database.close();
  }
}

/** @param name one of ours, which needs no quotes */
function textOrNumber(name: string): string {
  return `CASE WHEN typeof(${name}) IN ('text', 'integer', 'real') THEN ${name} END`;
}

/** SQLite knows the length of a value without reading it. */
function assertSmall(
  database: Database,
  path: string,
  table: string,
  columns: readonly string[],
): void {
  const bytes = columns
    .map((name) => `CASE typeof(${name}) WHEN 'text' THEN octet_length(${name}) ELSE 0 END`)
    .join(' + ');
  const measured = database
    .prepare<[], { rows: number; bytes: number }>(
      `SELECT count(*) AS rows, total(bytes) AS bytes
       FROM (SELECT ${rowBytes} + ${bytes} AS bytes FROM ${table} LIMIT ${rowsMax + 1})`,
    )
    .get();
  if (measured && measured.rows <= rowsMax && measured.bytes <= bytesMax) return;
  throw new HarnessError(
    'bad-input',
    `the table ${table} of ${path} has more than ${rowsMax} rows or ${bytesMax} bytes of text`,
    'Import a part of it',
  );
}
