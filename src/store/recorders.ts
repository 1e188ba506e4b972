// Which process recorded what: an exchange without an end is running while its recorder may live,
// and cut when it does not.
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Database } from 'better-sqlite3';
import { prepared } from './prepared.ts';

/** How often a recorder says that it lives. */
export const seenIntervalMs = 10 * 60 * 1000;
/** A recorder that cannot be asked counts as ended when it has been silent for this long. */
export const silentMsMax = 24 * 60 * 60 * 1000;

/** Enters this process as a recorder. @param nowMs ms since 1970 @returns its row */
export function startRecorder(database: Database, nowMs: number): number {
  const { lastInsertRowid } = database
    .prepare(
      `INSERT INTO recorders (host, pid, process_start, namespace, started_at_ms, seen_at_ms)
       VALUES (?, ?, ?, ?, ?, ?)`,
    )
    .run(hostname(), process.pid, processStart(process.pid), processNamespace(), nowMs, nowMs);
  return Number(lastInsertRowid);
}

/** Notes that the recorder lives, for those who cannot ask for its process. */
export function noteRecorder(database: Database, recorder: number, nowMs: number): void {
  database.prepare('UPDATE recorders SET seen_at_ms = ? WHERE id = ?').run(nowMs, recorder);
}

/** Marks the recorder as done: what it has not ended is cut. */
export function endRecorder(database: Database, recorder: number, nowMs: number): void {
  database.prepare('UPDATE recorders SET closed_at_ms = ? WHERE id = ?').run(nowMs, recorder);
}

interface RecorderRow {
  readonly host: string;
  readonly pid: number;
  readonly process_start: number | null;
  readonly namespace: string | null;
  readonly started_at_ms: number;
  readonly closed_at_ms: number | null;
  readonly seen_at_ms: number | null;
}

/**
 * Whether a recorder may still write. Only a process of this system can be asked for; another
 * machine's or container's counts as living until nothing has been heard of it for a day.
 */
export function createLivenessCheck(
  database: Database,
  nowMs: () => number = Date.now,
): (recorder: number) => boolean {
  const find = prepared<[number], RecorderRow>(database, 'SELECT * FROM recorders WHERE id = ?');
  const newest = prepared<[number], number | null>(
    database,
    'SELECT max(started_at_ms) FROM exchanges WHERE recorder = ?',
  ).pluck();
  const isSilent = (recorder: number, { started_at_ms, seen_at_ms }: RecorderRow): boolean =>
    nowMs() - Math.max(started_at_ms, seen_at_ms ?? 0, newest.get(recorder) ?? 0) > silentMsMax;
  const mayLive = (recorder: number): boolean => {
    const row = find.get(recorder);
    if (row === undefined || row.closed_at_ms !== null) return false;
    return isOfThisSystem(row) ? isProcessAlive(row.pid) && isSame(row) : !isSilent(recorder, row);
  };
  const known = new Map<number, boolean>();
  return (recorder) => {
    const answer = known.get(recorder) ?? mayLive(recorder);
    known.set(recorder, answer);
    return answer;
  };
}

/** Its process id means something here. */
function isOfThisSystem({ host, namespace }: RecorderRow): boolean {
  const own = processNamespace();
  return host === hostname() && (namespace === null || own === null || namespace === own);
}

/** The process with this id is the one that recorded, as far as can be told. */
function isSame({ pid, process_start: recorded }: RecorderRow): boolean {
  const now = processStart(pid);
  return recorded === null || now === null || recorded === now;
}

/** Whether there is a process with this id on this system. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0); // signal 0 only asks
    return true;
  } catch (error) {
    return (error as { code?: unknown }).code === 'EPERM';
  }
}

/**
 * Clock ticks between the boot and the beginning of a process; null where the system does not tell.
 */
function processStart(pid: number): number | null {
  try {
    // proc(5): the 22nd field, counted from after the name, which may hold spaces.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ');
    return Number(fields?.[19]);
  } catch {
    return null;
  }
}

/**
 * Containers may share a host name: processes are seen in one namespace. Null: the system has none.
 */
function processNamespace(): string | null {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return null;
  }
}
