// Retention: whole sessions go, the ones that have been quiet for longest first. Bodies that a kept
// session builds on stay.
import type { Database } from 'better-sqlite3';
import { HarnessError } from '../lib/harness-error.ts';
import { plural } from '../lib/plural.ts';
import { pruneLogged } from './logged/prune-logged.ts';
import { createLivenessCheck } from './recorders.ts';

export interface Retention {
  /** Sessions whose last exchange began before this, ms since 1970, go. */
  readonly keptSinceMs: number | undefined;
  /** The database's content is brought under this. */
  readonly bytesMax: number | undefined;
  /** Says what would go, and changes nothing. Absent: it goes. */
  readonly isDryRun?: boolean;
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

/** Ends the transaction around a deletion that is not to last. */
class TakenBack extends Error {
  readonly deleted: Deleted;
  constructor(deleted: Deleted) {
    super('The deletion is taken back');
    this.deleted = deleted;
  }
}

type Deleted = Omit<Pruned, 'isCompacted'>;

/**
 * A session that is recorded, or that speaks again meanwhile, stays.
 * @throws HarnessError `usage` where the size cannot be reached by what may go; nothing is deleted
 * then: recordings are not deleted to make room for what stays
 */
export function pruneDatabase(database: Database, retention: Retention): Pruned {
  const { bytesMax, isDryRun = false } = retention;
  // By age alone each session goes by itself, so that a recorder hardly waits. What may be taken
  // back is one transaction: a recorder keeps what comes meanwhile in its queue.
  if (bytesMax === undefined && !isDryRun) {
    return compacted(database, deleteSessions(database, retention));
  }
  const deleted = deleteOrTakeBack(database, retention);
  const isOver = bytesMax !== undefined && deleted.bytesAfter > bytesMax;
  if (isOver) throw cannotReach(database, bytesMax, deleted.bytesAfter);
  return isDryRun ? { ...deleted, isCompacted: true } : compacted(database, deleted);
}

function compacted(database: Database, deleted: Deleted): Pruned {
  const isCompacted = deleted.sessions + deleted.importedSessions === 0 || compact(database);
  return { ...deleted, bytesAfter: usedBytes(database), isCompacted };
}

/** What a size that is missed, or a dry run, would delete is there again afterwards. */
function deleteOrTakeBack(database: Database, retention: Retention): Deleted {
  const { bytesMax = Number.POSITIVE_INFINITY, isDryRun = false } = retention;
  try {
    return database
      .transaction(() => {
        const deleted = deleteSessions(database, retention);
        if (isDryRun || deleted.bytesAfter > bytesMax) throw new TakenBack(deleted);
        return deleted;
      })
      .immediate();
  } catch (error) {
    if (error instanceof TakenBack) return error.deleted;
    throw error;
  }
}

function cannotReach(database: Database, bytesMax: number, bytesLeft: number): HarnessError {
  const runs = Number(database.prepare('SELECT count(*) FROM runs').pluck().get());
  return new HarnessError(
    'usage',
    `the database cannot be brought under ${bytesMax} bytes, and nothing was deleted: ` +
      `${bytesLeft} bytes would be left, of ${plural(runs, 'saved run')} and of what is being ` +
      'recorded',
    `Give at least --max-size ${Math.ceil(bytesLeft / 1e6)}MB, or delete runs first: ` +
      'turntape runs lists them with what they take',
  );
}

function deleteSessions(database: Database, { keptSinceMs, bytesMax }: Retention): Deleted {
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
  let sessions = 0;
  let exchanges = 0;
  for (const session of listQuietSessions(database)) {
    if (!mayGo(session.lastAtMs)) break;
    const changes = removeUnchanged.immediate(session);
    if (changes === 'kept') continue;
    exchanges += changes;
    sessions++;
  }
  const importedSessions = pruneLogged(database, mayGo);
  return { sessions, exchanges, importedSessions, bytesBefore, bytesAfter: usedBytes(database) };
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
