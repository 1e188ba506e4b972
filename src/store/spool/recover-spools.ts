// Takes in what a recorder that was killed had stored and not yet put into the database.
import { readFileSync, rmSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Database } from 'better-sqlite3';
import type { ExchangeRequest, ExchangeStart } from '../../domain/exchange.ts';
import type { SessionDescriptor } from '../../domain/session.ts';
import { identifySession } from '../../exchange/identify-session.ts';
import type { BodyBase } from '../bodies.ts';
import { createExchangeWriter } from '../exchange-writer.ts';
import { createLivenessCheck } from '../recorders.ts';
import { identifySafely } from './identify-safely.ts';
import { decodeEntries } from './spool-entry.ts';
import { listSpoolFiles, type SpoolFile, type SpoolOwner } from './spool-files.ts';

/**
 * A recorder of another machine, of a container, or from before this machine got another name may be
 * alive: its requests are in the database long before its file has been quiet for so long.
 */
const elsewhereQuietMs = 10_000;

/** Spool files whose recorder has ended, as far as can be told. */
export function listLeftSpools(database: Database, owner: SpoolOwner): SpoolFile[] {
  const files = listSpoolFiles(owner);
  if (files.length === 0) return [];
  const isAlive = createLivenessCheck(database);
  const find = database
    .prepare<[number], string>('SELECT host FROM recorders WHERE id = ? AND closed_at_ms IS NULL')
    .pluck();
  const isElsewhere = (recorder: number): boolean => {
    const host = find.get(recorder);
    return host !== undefined && host !== hostname();
  };
  return files.filter(
    ({ recorder, path }) => !(isAlive(recorder) || (isElsewhere(recorder) && isFresh(path))),
  );
}

function isFresh(path: string): boolean {
  const writtenMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return Date.now() - writtenMs < elsewhereQuietMs;
}

/**
 * Stores the requests of such files that are not in the database, as exchanges without an answer, and
 * removes the files. Two processes may do it at once. Throws the error of SQLite or of the file system;
 * what has not been taken in is then still there.
 */
export function recoverSpools(database: Database, owner: SpoolOwner): void {
  const isKnown = database.prepare('SELECT 1 FROM exchanges WHERE id = ?').pluck();
  const takeIn = database.transaction((recorder: number, requests: readonly ExchangeStart[]) => {
    const writer = createExchangeWriter(database, recorder);
    const bodies = new Map<string, BodyBase>();
    for (const start of requests) {
      if (isKnown.get(start.id) !== undefined) continue;
      const { id } = start.session;
      bodies.set(id, writer.insert(start, bodies.get(id)).body);
    }
  });
  const left = listLeftSpools(database, owner);
  for (const recorder of new Set(left.map((file) => file.recorder))) {
    const files = left.filter((file) => file.recorder === recorder);
    const requests = files.flatMap(({ path }) => requestsIn(path));
    requests.sort((one, other) => one.startedAtMs - other.startedAtMs);
    if (requests.length > 0) takeIn.immediate(recorder, requests);
    for (const { path } of files) rmSync(path, { force: true });
  }
}

function requestsIn(path: string): ExchangeStart[] {
  const requests: ExchangeRequest[] = [];
  const sessions = new Map<string, SessionDescriptor>();
  for (const { note, body } of decodeEntries(readSpool(path))) {
    if ('method' in note) requests.push({ ...note, body });
    else sessions.set(note.id, note.session);
  }
  return requests.map((request) => ({
    ...request,
    session: sessions.get(request.id) ?? sessionOf(request),
  }));
}

/** Killed before it was looked up: what was stored of the request says it too. */
function sessionOf(request: ExchangeRequest): SessionDescriptor {
  const side = request.linkedTo === null ? 'client' : 'upstream';
  return identifySafely(() => identifySession({ ...request, side }, request.id), request.id);
}

/** Empty where another process has been faster. */
function readSpool(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return new Uint8Array(0);
    throw error;
  }
}
