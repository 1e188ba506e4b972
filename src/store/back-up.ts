// The copy of a database that is made before it is brought to a newer version.
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import BetterSqlite, { type Database } from 'better-sqlite3';
import { isProcessAlive } from './recorders.ts';

/**
 * Copies the database to a file, whole or not at all: it gets its name when it is on the disk.
 * @param version that the copy is of; nothing is done where another process has gone on from it,
 * which has made the copy
 */
export function backUp(database: Database, path: string, version: number): void {
  removeUnfinished(path);
  if (isWhole(path, version)) return;
  const unfinished = `${path}.${process.pid}.unfinished`;
  // VACUUM INTO accepts an empty file, and keeps its mode.
  const file = openSync(unfinished, 'wx', 0o600);
  try {
    database.prepare('VACUUM INTO ?').run(unfinished);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  if (versionOf(unfinished) === version) renameSync(unfinished, path);
  else rmSync(unfinished);
}

/** Versions before this one could leave half a copy under its name. */
function isWhole(path: string, version: number): boolean {
  if (!existsSync(path)) return false;
  try {
    const copy = new BetterSqlite(path, { readonly: true });
    try {
      const found = Number(copy.pragma('user_version', { simple: true }));
      return found === version && copy.pragma('quick_check(1)', { simple: true }) === 'ok';
    } finally {
      copy.close();
    }
  } catch {
    return false;
  }
}

function versionOf(path: string): number {
  const copy = new BetterSqlite(path, { readonly: true });
  try {
    return Number(copy.pragma('user_version', { simple: true }));
  } finally {
    copy.close();
  }
}

/** What processes that were killed had begun, and the journals that SQLite made beside it. */
function removeUnfinished(path: string): void {
  const folder = dirname(path);
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(`${basename(path)}.`)) continue;
    const [, pid] = /\.(\d+)\.unfinished(?:-journal|-wal|-shm)?$/.exec(name) ?? [];
    // A container gives the same ids again: ours may be a dead process's too.
    const isOver = Number(pid) === process.pid || !isProcessAlive(Number(pid));
    if (pid !== undefined && isOver) rmSync(join(folder, name), { force: true });
  }
}
