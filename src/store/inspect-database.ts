// What is wrong with a database file, as `doctor` says it, and what can be done about it.
import { chmodSync, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Database } from 'better-sqlite3';
import type { Clock } from '../domain/clock.ts';
import { readExchange } from './exchanges.ts';
import { listLeftRequests, listRequestFiles, type RequestsOwner } from './left-requests.ts';
import { readFingerprintKey } from './open-database.ts';
import { createLivenessCheck, endRecorder } from './recorders.ts';

/** Lines of SQLite's own check that are kept: one damaged page can give thousands. */
const problemsMax = 20;

export interface DatabaseHealth {
  readonly bytes: number;
  readonly version: number;
  readonly exchanges: number;
  readonly sessions: number;
  readonly gaps: number;
  readonly cut: number;
  /** Others can read the file or its folder. */
  readonly exposed: readonly string[];
  /** Lines of SQLite's integrity check; empty: none. */
  readonly damage: readonly string[];
  /** Exchanges that cannot be read back. */
  readonly unreadable: readonly string[];
  /** Recorders that were killed: their running exchanges are incomplete. */
  readonly deadRecorders: readonly number[];
  /** Files with the last requests of killed recorders of older versions. */
  readonly leftRequests: readonly string[];
}

export function inspectDatabase(database: Database, path: string): DatabaseHealth {
  const count = (sql: string): number => Number(guarded(() => database.prepare(sql).pluck().get()));
  const owner = ownerOf(database, path);
  const files = filesOf(database, path);
  return {
    bytes: files
      .filter((file) => !file.endsWith('-shm'))
      .reduce((sum, file) => sum + sizeOf(file), 0),
    version: Number(database.pragma('user_version', { simple: true })),
    exchanges: count('SELECT count(*) FROM exchanges'),
    sessions: count('SELECT count(*) FROM sessions'),
    gaps: count('SELECT coalesce(sum(gaps), 0) FROM sessions'),
    cut: countCut(database),
    exposed: [dirname(path), ...files].filter(isExposed),
    damage: listDamage(database),
    unreadable: listUnreadable(database),
    deadRecorders: listDeadRecorders(database),
    leftRequests: owner ? listLeftRequests(database, owner).map((file) => file.path) : [],
  };
}

/** Closes files to others and marks killed recorders as ended. */
export function repairDatabase(database: Database, path: string, clock: Clock): void {
  for (const file of filesOf(database, path).filter(isExposed)) chmodSync(file, 0o600);
  // A folder that others share (a home, /tmp) is theirs to decide; only one made by us is closed.
  if (isExposed(dirname(path)) && existsSync(`${dirname(path)}/.gitignore`)) {
    chmodSync(dirname(path), 0o700);
  }
  for (const recorder of listDeadRecorders(database)) {
    endRecorder(database, recorder, clock.nowMs());
  }
}

/** Undefined where the key is missing, by which the database's own files are known. */
function ownerOf(database: Database, path: string): RequestsOwner | undefined {
  const fingerprintKey = guarded(() => readFingerprintKey(database));
  return fingerprintKey && { path, fingerprintKey };
}

/** The database's file and those beside it. */
function filesOf(database: Database, path: string): string[] {
  const owner = ownerOf(database, path);
  const requests = owner ? listRequestFiles(owner).map((file) => file.path) : [];
  return [path, `${path}-wal`, `${path}-shm`, ...requests];
}

function sizeOf(file: string): number {
  return existsSync(file) ? statSync(file).size : 0;
}

function isExposed(file: string): boolean {
  return existsSync(file) && (statSync(file).mode & 0o077) !== 0;
}

function listDamage(database: Database): string[] {
  try {
    const lines = database.pragma(`integrity_check(${problemsMax})`) as {
      integrity_check: string;
    }[];
    const found = lines.map((line) => line.integrity_check);
    return found.length === 1 && found[0] === 'ok' ? [] : found;
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

/**
 * In the order in which they were recorded; what the index of a damaged file cannot give is left
 * out.
 */
function listExchangeIds(database: Database): string[] {
  const ids: string[] = [];
  guarded(() => {
    for (const row of database.prepare('SELECT id FROM exchanges ORDER BY row').iterate()) {
      ids.push((row as { id: string }).id);
    }
  });
  return ids;
}

function listUnreadable(database: Database): string[] {
  return listExchangeIds(database).filter((id) => {
    try {
      return readExchange(database, id) === undefined;
    } catch {
      return true;
    }
  });
}

function listDeadRecorders(database: Database): number[] {
  const isAlive = createLivenessCheck(database);
  const open = guarded(() =>
    database.prepare('SELECT id FROM recorders WHERE closed_at_ms IS NULL').pluck().all(),
  );
  return ((open ?? []) as number[]).filter((recorder) => !isAlive(recorder));
}

function countCut(database: Database): number {
  const isAlive = createLivenessCheck(database);
  const open = guarded(() =>
    database.prepare('SELECT recorder FROM exchanges WHERE outcome IS NULL').pluck().all(),
  );
  return ((open ?? []) as number[]).filter((recorder) => !isAlive(recorder)).length;
}

/** undefined where the file is damaged, in whatever way: it is looked into to find that out. */
function guarded<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
