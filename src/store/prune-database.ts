// Retention: whole sessions go, the ones that have been quiet for longest first. Bodies that a kept
// session builds on stay.
import type { Database } from 'better-sqlite3';
import { pruneLogged } from './logged/prune-logged.ts';
import { createLivenessCheck } from './recorders.ts';

export interface Retention {
  /** Sessions whose last exchange began before this, ms since 1970, go. */
  readonly keptSinceMs: number | undefined;
  /** The database's content is brought under this. */
  readonly bytesMax: number | undefined;
}

export interface Pruned {
  readonly sessions: number;
  readonly exchanges: number;
  /** Of session files. */
  readonly importedSessions: number;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  /** False: others use the database, so its free pages stay in the file for what comes next. */
  readonly isCompacted: boolean;
}

/** A session that is recorded, or that speaks again meanwhile, stays. */
export function pruneDatabase(database: Database, retention: Retention): Pruned {
  const { keptSinceMs, bytesMax } = retention;
  const bytesBefore = usedBytes(database);
  const mayGo = (lastAtMs: number): boolean =>
    (keptSinceMs !== undefined && lastAtMs < keptSinceMs) ||
    (bytesMax !== undefined && usedBytes(database) > bytesMax);
  // Decided again where no other process can write: it may have been taken up since it was listed.
  const removeUnchanged = database.transaction((session: QuietSession): number | 'kept' => {
    const now = readQuietSession(database, session.id);
    if (now?.lastAtMs !== session.lastAtMs || isRunning(database, session.id)) return 'kept';
    const { changes } = database.prepare('DELETE FROM exchanges WHERE session = ?').run(session.id);
    database.prepare('DELETE FROM sessions WHERE id = ?').run(session.id);
    dropUnusedBodies(database);
    return changes;
  });
  let removed = 0;
  let exchanges = 0;
  for (const session of listQuietSessions(database)) {
    if (!mayGo(session.lastAtMs)) break;
    const changes = removeUnchanged.immediate(session);
    if (changes === 'kept') continue;
    exchanges += changes;
    removed++;
  }
  const importedSessions = pruneLogged(database, mayGo);
  return {
    sessions: removed,
    exchanges,
    importedSessions,
    bytesBefore,
    bytesAfter: usedBytes(database),
    isCompacted: removed + importedSessions === 0 || compact(database),
  };
}

interface QuietSession {
  readonly id: string;
  /**
   * When its newest exchange began, ms since 1970: not its last one's, where a clock was set back.
   */
  readonly lastAtMs: number;
}

const quietSessions = `SELECT sessions.id, coalesce(max(started_at_ms), 0) AS lastAtMs
  FROM sessions LEFT JOIN exchanges ON exchanges.session = sessions.id`;

/** The ones that have been quiet for longest first. */
function listQuietSessions(database: Database): QuietSession[] {
  return database
    .prepare<[], QuietSession>(`${quietSessions} GROUP BY sessions.id ORDER BY lastAtMs`)
    .all()
    .filter(({ id }) => !isRunning(database, id));
}

function readQuietSession(database: Database, id: string): QuietSession | undefined {
  return database
    .prepare<[string], QuietSession>(`${quietSessions} WHERE sessions.id = ? GROUP BY sessions.id`)
    .get(id);
}

/** An exchange without an end is written on while its recorder lives. */
function isRunning(database: Database, session: string): boolean {
  const recorders = database
    .prepare<[string], number>(
      'SELECT DISTINCT recorder FROM exchanges WHERE session = ? AND outcome IS NULL',
    )
    .pluck()
    .all(session);
  return recorders.some(createLivenessCheck(database));
}

/** A body goes when no exchange has it and no other body is stored against it. */
function dropUnusedBodies(database: Database): void {
  const drop = database.prepare(
    `DELETE FROM bodies WHERE hash NOT IN (SELECT body FROM exchanges)
       AND hash NOT IN (SELECT base FROM bodies WHERE base IS NOT NULL)`,
  );
  while (drop.run().changes > 0);
}

function usedBytes(database: Database): number {
  const read = (name: string): number => Number(database.pragma(name, { simple: true }));
  return (read('page_count') - read('freelist_count')) * read('page_size');
}

function compact(database: Database): boolean {
  try {
    database.exec('VACUUM');
    database.pragma('wal_checkpoint(TRUNCATE)');
    return true;
  } catch {
    return false;
  }
}
