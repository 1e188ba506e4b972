// Which process recorded what: an exchange without an end is running while its recorder lives, and
// cut when it does not.
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Database } from 'better-sqlite3';

/** Enters this process as a recorder. @param nowMs ms since 1970 @returns its row */
export function startRecorder(database: Database, nowMs: number): number {
  const { lastInsertRowid } = database
    .prepare('INSERT INTO recorders (host, pid, process_start, started_at_ms) VALUES (?, ?, ?, ?)')
    .run(hostname(), process.pid, processStart(process.pid), nowMs);
  return Number(lastInsertRowid);
}

/** Marks the recorder as done: what it has not ended is cut. */
export function endRecorder(database: Database, recorder: number, nowMs: number): void {
  database.prepare('UPDATE recorders SET closed_at_ms = ? WHERE id = ?').run(nowMs, recorder);
}

interface RecorderRow {
  readonly host: string;
  readonly pid: number;
  readonly process_start: number | null;
  readonly closed_at_ms: number | null;
}

/** Whether the process that recorded still runs; another machine's processes count as dead. */
export function createLivenessCheck(database: Database): (recorder: number) => boolean {
  const find = database.prepare<[number], RecorderRow>('SELECT * FROM recorders WHERE id = ?');
  const known = new Map<number, boolean>();
  return (recorder) => {
    const cached = known.get(recorder);
    if (cached !== undefined) return cached;
    const row = find.get(recorder);
    const alive =
      row !== undefined &&
      row.closed_at_ms === null &&
      row.host === hostname() &&
      isProcessAlive(row.pid) &&
      isSame(row);
    known.set(recorder, alive);
    return alive;
  };
}

/** The process with this id is the one that recorded, as far as can be told. */
function isSame({ pid, process_start: recorded }: RecorderRow): boolean {
  const now = processStart(pid);
  return recorded === null || now === null || recorded === now;
}

function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0); // signal 0 only asks
    return true;
  } catch (error) {
    return (error as { code?: unknown }).code === 'EPERM';
  }
}

/** Clock ticks between the boot and the beginning of a process; null where the system does not tell. */
function processStart(pid: number): number | null {
  try {
    // proc(5): the 22nd field, counted from behind the name, which may hold spaces.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ');
    return Number(fields?.[19]);
  } catch {
    return null;
  }
}
