// Files as older versions wrote them: requests that were stored beside the database first.
import { utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { crc32 } from 'node:zlib';
import type { Database } from 'better-sqlite3';
import type { ExchangeStart } from '../domain/exchange.ts';
import type { SessionDescriptor } from '../domain/session.ts';
import { sha256 } from '../lib/sha256.ts';
import type { RequestsOwner } from './left-requests.ts';

/** No process has this id: the kernel's largest is 2 ** 22. */
export const deadPid = 2 ** 23;

/** @returns the recorder's row */
export function enterRecorder(
  database: Database,
  pid: number,
  processStart: number | null = null,
): number {
  const { lastInsertRowid } = database
    .prepare('INSERT INTO recorders (host, pid, process_start, started_at_ms) VALUES (?, ?, ?, 0)')
    .run(hostname(), pid, processStart);
  return Number(lastInsertRowid);
}

export function requestEntry(start: ExchangeStart, epoch = 1): Buffer {
  const { session: _of, body, ...note } = start;
  return encodeEntry(note, body, epoch);
}

/** Whose request it is, which was looked up after the request was stored. */
export function sessionEntry(id: string, session: SessionDescriptor, epoch = 1): Buffer {
  return encodeEntry({ id, session }, new Uint8Array(0), epoch);
}

function encodeEntry(note: object, body: Uint8Array, epoch: number): Buffer {
  const text = Buffer.from(JSON.stringify(note));
  const head = Buffer.alloc(16);
  head.write('ttsp', 'latin1');
  head.writeUInt32LE(epoch, 4);
  head.writeUInt32LE(text.length, 8);
  head.writeUInt32LE(body.length, 12);
  const tail = Buffer.alloc(4);
  tail.writeUInt32LE(crc32(Buffer.concat([head, text])));
  return Buffer.concat([head, text, body, tail]);
}

/** Writes a file that has been quiet for long. @returns its path */
export function leaveRequests(
  { path, fingerprintKey }: RequestsOwner,
  recorder: number,
  half: 'a' | 'b',
  entries: readonly Buffer[],
): string {
  const file = `${path}-requests-${sha256(fingerprintKey).slice(0, 8)}-${recorder}-${half}`;
  writeFileSync(file, Buffer.concat(entries), { mode: 0o600 });
  utimesSync(file, 1, 1);
  return file;
}
