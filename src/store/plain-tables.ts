// What runs when a database is read or written is ours alone. A file from elsewhere can hold a view
// in the place of a table, whose rows have no end, or a trigger, which changes what is written.
import type { Database } from 'better-sqlite3';
import { HarnessError } from '../lib/harness-error.ts';

interface Entry {
  readonly type: string;
  readonly name: string;
  readonly sql: string | null;
}

const virtual = /^\s*CREATE\s+VIRTUAL/i;

function entries(database: Database): Entry[] {
  return database.prepare<[], Entry>('SELECT type, name, sql FROM sqlite_schema').all();
}

/** True for a table that holds what it gives. */
export function isPlainTable(database: Database, name: string): boolean {
  return entries(database).some(
    (entry) => entry.type === 'table' && entry.name === name && !virtual.test(entry.sql ?? ''),
  );
}

/**
 * No migration of ours makes a view, a trigger or a virtual table.
 * @throws HarnessError `database`
 */
export function assertPlain(database: Database, path: string): void {
  const found = entries(database).find(
    ({ type, sql }) => type === 'view' || type === 'trigger' || virtual.test(sql ?? ''),
  );
  if (found === undefined) return;
  throw new HarnessError(
    'database',
    `${path} has the ${found.type} \`${found.name}\`, which turntape did not make`,
    'Take it out (views can be kept in another file, with ATTACH), or name another with --db',
  );
}
