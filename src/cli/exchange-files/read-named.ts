// What the user named as a session: one of the database, or a file of whole requests that another
// recorder wrote. The file is read into a database in memory, so that every command reads both in
// the same way; it is kept nowhere.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import type { SessionSummary } from '../../domain/session.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { plural } from '../../lib/plural.ts';
import { openMemoryDatabase } from '../../store/memory-database.ts';
import { readFingerprintKey } from '../../store/open-database.ts';
import { readDatabase } from '../../store/read-database.ts';
import { resolveId } from '../../store/resolve-id.ts';
import { listSessions } from '../../store/sessions.ts';
import { classifyPath } from './classify-path.ts';
import { importExchanges, type Reporter } from './import-exchanges.ts';

/** Sessions that an error names. */
const listedMax = 5;

/** What `use` is given: the database that holds the session, and how the session is named there. */
export type UseNamed<Result> = (database: Database, id: string) => Result | Promise<Result>;

/**
 * Finds the session, uses it, closes the database. What `use` returns must not read on after it has
 * settled.
 * @param db path of the database
 * @param text a session or an exchange of the database as `resolveId` takes it; or a file, a trace
 * bundle or a folder of raw bodies, and behind `#` one of its sessions, or the number of a call
 * where it holds one session. What the database knows comes first.
 * @throws HarnessError `not-found`, `usage` where a file holds several sessions, `bad-input` for a
 * file that holds no requests
 */
export async function readNamed<Result>(
  db: string,
  text: string,
  terminal: Reporter,
  use: UseNamed<Result>,
): Promise<Result> {
  const file = await findFile(db, text);
  if (file === null) return await readDatabase(db, (database) => use(database, text));
  const database = await readIntoMemory(db, file, terminal);
  try {
    return await use(database, sessionOf(database, file));
  } finally {
    database.close();
  }
}

/**
 * The same for what opens the database itself: of a file it is given one in a private folder, which
 * is removed when `use` has settled.
 * @param text undefined: no session is named
 * @param use is given the database's path and how the session is named there; undefined: none is
 * named
 */
export async function withNamedDatabase<Result>(
  db: string,
  text: string | undefined,
  terminal: Reporter,
  use: (path: string, named: string | undefined) => Promise<Result>,
): Promise<Result> {
  const file = text === undefined ? null : await findFile(db, text);
  if (file === null) return await use(db, text);
  const folder = mkdtempSync(join(tmpdir(), 'turntape-'));
  try {
    const path = join(folder, 'turntape.db');
    const database = await readIntoMemory(db, file, terminal);
    const named = sessionOf(database, file);
    writeFileSync(path, database.serialize(), { mode: 0o600 });
    database.close();
    return await use(path, named);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns a database to be closed */
async function readIntoMemory(
  db: string,
  { path }: NamedPath,
  terminal: Reporter,
): Promise<Database> {
  const classified = await classifyPath(path);
  if (classified.type === 'calls') throw noRequests(path);
  const database = openMemoryDatabase(await fingerprintKey(db));
  try {
    await importExchanges(database, classified.path, terminal);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Whether a file is meant, and no session of the database. */
export async function namesFile(db: string, text: string): Promise<boolean> {
  return (await findFile(db, text)) !== null;
}

async function findFile(db: string, text: string): Promise<NamedPath | null> {
  const file = splitPath(text);
  return file === null || (await isRecorded(db, text)) ? null : file;
}

/** Where there is no database. */
const ownKey = randomBytes(32);

/**
 * One key for all that a command reads: what is equal in two files, or in a file and the database,
 * has the same fingerprint.
 */
async function fingerprintKey(db: string): Promise<Uint8Array> {
  return existsSync(db) ? await readDatabase(db, readFingerprintKey) : ownKey;
}

interface NamedPath {
  readonly path: string;
  /** What is asked of it; null: its only session. */
  readonly part: string | null;
}

/** null: no such file is there. A file's own name may have a `#`. */
function splitPath(text: string): NamedPath | null {
  if (existsSync(text)) return { path: text, part: null };
  for (let at = text.indexOf('#'); at > 0; at = text.indexOf('#', at + 1)) {
    const path = text.slice(0, at);
    if (existsSync(path)) return { path, part: text.slice(at + 1) };
  }
  return null;
}

async function isRecorded(db: string, text: string): Promise<boolean> {
  if (!existsSync(db)) return false;
  try {
    return await readDatabase(db, (database) => resolveId(database, text) !== null);
  } catch (error) {
    if (!(error instanceof HarnessError)) throw error;
    // Several that begin so are recorded too: whoever resolves it next says so.
    return error.code === 'usage';
  }
}

/** How what was asked of the file is named in the database. */
function sessionOf(database: Database, { path, part }: NamedPath): string {
  const isCall = part !== null && /^[1-9]\d*$/.test(part);
  if (part !== null && !isCall) return part;
  const id = onlySession(agentSessions(database), path);
  return isCall ? `${id}#${part}` : id;
}

/** Sessions of agents; of a gateway's two sides the client's. */
function agentSessions(database: Database): readonly SessionSummary[] {
  const all = listSessions(database).filter(({ kind }) => kind === 'turn');
  const clients = all.filter(({ side }) => side === 'client');
  return clients.length > 0 ? clients : all;
}

function onlySession(sessions: readonly SessionSummary[], path: string): string {
  const [only, ...others] = sessions;
  if (only === undefined) {
    throw new HarnessError(
      'bad-input',
      `${path} holds no session of an agent`,
      'turntape import takes it in, and turntape sessions --all lists what it holds',
    );
  }
  if (others.length === 0) return only.id;
  const listed = sessions.slice(0, listedMax).map(({ id, calls }) => `${id} (${calls} calls)`);
  const more = sessions.length > listedMax ? ', ...' : '';
  throw new HarnessError(
    'usage',
    `${path} holds ${plural(sessions.length, 'session')}: ${listed.join(', ')}${more}`,
    `Name one: ${path}#${only.id}`,
  );
}

function noRequests(path: string): HarnessError {
  const whole =
    'whole requests are in recordings, HAR files, bundles of Codex and raw bodies (docs/logs.md)';
  if (statSync(path).isDirectory()) {
    return new HarnessError(
      'bad-input',
      `${path} is a folder without a fixture, and lists no requests`,
      `Name a file: ${whole}`,
    );
  }
  return new HarnessError(
    'bad-input',
    `${path} holds what calls counted, and not their requests`,
    `turntape explain, show, usage, learn and ab --rollouts read it; ${whole}`,
  );
}
