// Which process recorded what: an exchange without an end is running while its recorder lives, and
// cut when it does not.
import { hostname } from 'node:os';
import type { Database } from 'better-sqlite3';
import type { Clock } from '../domain/clock.ts';

/** Enters this process as a recorder. @returns its row */
export function startRecorder(database: Database, clock: Clock): number {
  const { lastInsertRowid } = database
    .prepare('INSERT INTO recorders (host, pid, started_at_ms) VALUES (?, ?, ?)')
    .run(hostname(), process.pid, clock.nowMs());
  return Number(lastInsertRowid);
}

/** Marks the recorder as done: what it has not ended is cut. */
export function endRecorder(database: Database, recorder: number, clock: Clock): void {
  database
    .prepare('UPDATE recorders SET closed_at_ms = ? WHERE id = ?')
    .run(clock.nowMs(), recorder);
}

/** Whether the process that recorded still runs; another machine's processes count as dead. */
export function createLivenessCheck(database: Database): (recorder: number) => boolean {
  const find = database.prepare<
    [number],
    { host: string; pid: number; closed_at_ms: number | null }
  >('SELECT host, pid, closed_at_ms FROM recorders WHERE id = ?');
  const known = new Map<number, boolean>();
  return (recorder) => {
    const cached = known.get(recorder);
    if (cached !== undefined) return cached;
    const row = find.get(recorder);
    const alive =
      row !== undefined &&
      row.closed_at_ms === null &&
      row.host === hostname() &&
      isProcessAlive(row.pid);
    known.set(recorder, alive);
    return alive;
  };
}

function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0); // signal 0 only asks
    return true;
  } catch (error) {
    return (error as { code?: unknown }).code === 'EPERM';
  }
}
