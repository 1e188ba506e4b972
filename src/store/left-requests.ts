// Older versions stored a request in a file beside the database first, and moved it into the
// database a moment later. What a recorder of such a version left when it was killed is taken in
// here, once, by whoever opens the database to write. The files are FILE-requests-KEY-RECORDER-a
// and -b; KEY tells databases apart, RECORDER is a row of `recorders`. A file is entries, one after
// the other:
//
//   offset  bytes  what
//   0       4      `ttsp`
//   4       4      epoch, little endian like all numbers here: an entry of another one is left over
//   8       4      length of the note
//   12      4      length of the body
//   16             the note, JSON in UTF-8: a request without its body, or the session of one
//                  the body
//           4      CRC-32 of everything before the body
import { readdirSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Database } from 'better-sqlite3';
import type { ExchangeRequest, ExchangeStart } from '../domain/exchange.ts';
import type { SessionDescriptor } from '../domain/session.ts';
import { identifySession } from '../exchange/identify-session.ts';
import { sha256 } from '../lib/sha256.ts';
import { createExchangeWriter } from './exchange-writer.ts';
import { identifySafely } from './recorder/identify-safely.ts';
import { createLivenessCheck } from './recorders.ts';

/**
 * A file that was written to since may belong to a recorder that cannot be asked: another
 * machine's.
 */
const quietMs = 10_000;
const headBytes = 16;
const tailBytes = 4;

export interface RequestsOwner {
  /** Of the database file. */
  readonly path: string;
  /** The database's key, which tells it from others. */
  readonly fingerprintKey: Uint8Array;
}

interface RequestsFile {
  readonly path: string;
  /** Row of the process that wrote it. */
  readonly recorder: number;
}

type Note =
  | Omit<ExchangeRequest, 'body'>
  | { readonly id: string; readonly session: SessionDescriptor };

/** The files of all recorders, of those that live too. */
export function listRequestFiles({ path, fingerprintKey }: RequestsOwner): RequestsFile[] {
  const real = realPath(path);
  const prefix = `${basename(real)}-requests-${sha256(fingerprintKey).slice(0, 8)}-`;
  return namesIn(dirname(real))
    .filter((name) => name.startsWith(prefix))
    .flatMap((name) => {
      const [, recorder] = /^(\d+)-[ab]$/.exec(name.slice(prefix.length)) ?? [];
      const file = join(dirname(real), name);
      return recorder === undefined ? [] : [{ path: file, recorder: Number(recorder) }];
    })
    .sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** Files whose recorder has ended, as far as can be told. */
export function listLeftRequests(database: Database, owner: RequestsOwner): RequestsFile[] {
  const isAlive = createLivenessCheck(database);
  return listRequestFiles(owner).filter(({ recorder, path }) => {
    const writtenMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    return !isAlive(recorder) && Date.now() - writtenMs >= quietMs;
  });
}

/**
 * Stores the requests of such files that are not in the database, as exchanges without an answer,
 * and removes the files. Throws the error of SQLite or of the file system; what has not been taken
 * in is then still there.
 */
export function takeInLeftRequests(database: Database, owner: RequestsOwner): void {
  const isKnown = database.prepare('SELECT 1 FROM exchanges WHERE id = ?').pluck();
  const takeIn = database.transaction((recorder: number, requests: readonly ExchangeStart[]) => {
    const writer = createExchangeWriter(database, recorder);
    for (const start of requests) if (isKnown.get(start.id) === undefined) writer.insert(start);
  });
  const left = listLeftRequests(database, owner);
  for (const recorder of new Set(left.map((file) => file.recorder))) {
    const files = left.filter((file) => file.recorder === recorder);
    const requests = files.flatMap(({ path }) => requestsIn(readFileSync(path)));
    requests.sort((one, other) => one.startedAtMs - other.startedAtMs);
    takeIn.immediate(recorder, requests);
    for (const { path } of files) rmSync(path, { force: true });
  }
}

function requestsIn(file: Buffer): ExchangeStart[] {
  const requests: ExchangeRequest[] = [];
  const sessions = new Map<string, SessionDescriptor>();
  for (const { note, body } of decodeEntries(file)) {
    if ('method' in note) requests.push({ ...note, body });
    else sessions.set(note.id, note.session);
  }
  return requests.map((request) => ({
    ...request,
    session: sessions.get(request.id) ?? sessionOf(request),
  }));
}

/** The entries of the epoch that the file begins with, up to the first that is not whole. */
function* decodeEntries(file: Buffer): Generator<{ note: Note; body: Uint8Array }> {
  const epoch = file.length < headBytes ? 0 : file.readUInt32LE(4);
  for (let at = 0; at + headBytes <= file.length; ) {
    const bodyAt = at + headBytes + file.readUInt32LE(at + 8);
    const tailAt = bodyAt + file.readUInt32LE(at + 12);
    const isWhole =
      file.toString('latin1', at, at + 4) === 'ttsp' &&
      file.readUInt32LE(at + 4) === epoch &&
      tailAt + tailBytes <= file.length &&
      file.readUInt32LE(tailAt) === crc32(file.subarray(at, bodyAt));
    if (!isWhole) return;
    // Written by an older version from this type: the sum says so.
    const note = JSON.parse(file.toString('utf8', at + headBytes, bodyAt)) as Note;
    yield { note, body: file.subarray(bodyAt, tailAt) };
    at = tailAt + tailBytes;
  }
}

/** The recorder was killed before it looked: the request says it too. */
function sessionOf(request: ExchangeRequest): SessionDescriptor {
  const side = request.linkedTo === null ? 'client' : 'upstream';
  return identifySafely(() => identifySession({ ...request, side }, request.id), request.id);
}

/** Under every link to it, a database has the same files. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** None where this user may not look into the folder. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
