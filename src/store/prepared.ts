// Statements that are asked again and again while a list is read: to prepare one takes longer than
// to run it.
import type { Database, Statement } from 'better-sqlite3';

const known = new WeakMap<Database, Map<string, Statement<never[], unknown>>>();

/**
 * The same statement for the same text, as long as the database is open. For `get` and `all` only:
 * one that is iterated cannot be run again meanwhile. `pluck` and its like stay set.
 */
export function prepared<Parameters extends unknown[], Row>(
  database: Database,
  sql: string,
): Statement<Parameters, Row> {
  const own = known.get(database) ?? new Map<string, Statement<never[], unknown>>();
  known.set(database, own);
  const found = own.get(sql) ?? database.prepare<never[], unknown>(sql);
  own.set(sql, found);
  return found as unknown as Statement<Parameters, Row>;
}
