// How many trials a database holds that another process writes into.
import { existsSync } from 'node:fs';
import BetterSqlite from 'better-sqlite3';

/** 0 also where the file is not there yet, or not yet a database. */
export function countTrials(path: string): number {
  if (!existsSync(path)) return 0;
  try {
    const database = new BetterSqlite(path, { readonly: true });
    try {
      return Number(database.prepare('SELECT count(*) FROM trials').pluck().get());
    } finally {
      database.close();
    }
  } catch {
    return 0;
  }
}
