// Retention: whole sessions go, the ones that have been quiet for longest first. Bodies that a kept
// session builds on stay.
import type { Database } from 'better-sqlite3';
import { listSessions } from './sessions.ts';

export interface Retention {
  /** Sessions whose last exchange began before this, ms since 1970, go. */
  readonly keptSinceMs: number | undefined;
  /** The database's content is brought under this. */
  readonly bytesMax: number | undefined;
}

export interface Pruned {
  readonly sessions: number;
  readonly exchanges: number;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  /** False: others use the database, so its free pages stay in the file for what comes next. */
  readonly isCompacted: boolean;
}

export function pruneDatabase(database: Database, retention: Retention): Pruned {
  const { keptSinceMs, bytesMax } = retention;
  const bytesBefore = usedBytes(database);
  const remove = database.transaction((session: string) => {
    // An exchange that still runs has no end: its recorder continues writing to it.
    const { changes } = database.prepare('DELETE FROM exchanges WHERE session = ?').run(session);
    database.prepare('DELETE FROM sessions WHERE id = ?').run(session);
    dropUnusedBodies(database);
    return changes;
  });
  const sessions = listSessions(database)
    .filter(({ id }) => !isRunning(database, id))
    .sort((a, b) => a.lastAtMs - b.lastAtMs);
  let removed = 0;
  let exchanges = 0;
  for (const { id, lastAtMs } of sessions) {
    const isOld = keptSinceMs !== undefined && lastAtMs < keptSinceMs;
    const isOver = bytesMax !== undefined && usedBytes(database) > bytesMax;
    if (!isOld && !isOver) break;
    exchanges += remove.immediate(id);
    removed++;
  }
  return {
    sessions: removed,
    exchanges,
    bytesBefore,
    bytesAfter: usedBytes(database),
    isCompacted: removed === 0 || compact(database),
  };
}

function isRunning(database: Database, session: string): boolean {
  return (
    database
      .prepare(
        `SELECT 1 FROM exchanges JOIN recorders ON recorders.id = exchanges.recorder
         WHERE session = ? AND outcome IS NULL AND closed_at_ms IS NULL LIMIT 1`,
      )
      .get(session) !== undefined
  );
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
