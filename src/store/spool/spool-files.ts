// The names of a recorder's spool files, beside the database: FILE-requests-KEY-RECORDER-a and -b.
import { readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { sha256 } from '../../lib/sha256.ts';

/** Which database a file belongs to: one that was made anew under the same name takes nothing in. */
const keyChars = 8;
/** A recorder writes the one while the other is being taken into the database. */
const halves = ['a', 'b'] as const;

export interface SpoolOwner {
  /** Of the database file. */
  readonly path: string;
  /** The database's key, which tells it from others. */
  readonly fingerprintKey: Uint8Array;
}

export interface SpoolFile {
  readonly path: string;
  /** Row of the process that wrote it in `recorders`. */
  readonly recorder: number;
}

export function spoolPaths(owner: SpoolOwner, recorder: number): readonly [string, string] {
  const path = `${prefixOf(owner)}${recorder}`;
  return [`${path}-${halves[0]}`, `${path}-${halves[1]}`];
}

/** The files of all recorders, living or dead. */
export function listSpoolFiles(owner: SpoolOwner): SpoolFile[] {
  const folder = dirname(realPath(owner.path));
  const prefix = basename(prefixOf(owner));
  return namesIn(folder)
    .filter((name) => name.startsWith(prefix))
    .flatMap((name) => {
      const [, recorder] = /^(\d+)-[ab]$/.exec(name.slice(prefix.length)) ?? [];
      return recorder === undefined
        ? []
        : [{ path: join(folder, name), recorder: Number(recorder) }];
    })
    .sort((one, other) => (one.path < other.path ? -1 : 1));
}

function prefixOf({ path, fingerprintKey }: SpoolOwner): string {
  return `${realPath(path)}-requests-${sha256(fingerprintKey).slice(0, keyChars)}-`;
}

/** Under every link to it, a database has the same files: SQLite's own are named like this too. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** None where the folder is gone, or where this user may not look into it. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
