// Where fixtures lie on disk: finds, reads and rewrites their folders.
import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { makeFolder } from '../../files/make-folder.ts';
import type { FileMap } from '../../formats/fixture-files.ts';
import { HarnessError } from '../../lib/harness-error.ts';

/** Bytes of one file: far above any recorded request, and a bound on what is read. */
const fileBytesMax = 64 * 1024 * 1024;
const turnFile = /^\d\d\.(request\.json|response\.sse|timing\.json)$/;

export interface FixtureFolder {
  /** Path below the folder that was searched; the folder's own name when it is one. */
  readonly name: string;
  readonly path: string;
}

function isFixture(names: readonly string[]): boolean {
  return names.includes('meta.json') || names.some((name) => turnFile.test(name));
}

function search(root: string, path: string): FixtureFolder[] {
  const entries = readdirSync(path, { withFileTypes: true });
  if (isFixture(entries.map(({ name }) => name))) {
    const below = relative(root, path).split(sep).join('/');
    return [{ name: below || basename(path), path }];
  }
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({ name }) => search(root, join(path, name)));
}

/**
 * All fixtures below the paths, hidden folders left out.
 * @throws HarnessError `not-found` when a path does not exist or holds no fixture
 */
export function findFixtures(paths: readonly string[]): FixtureFolder[] {
  return paths.flatMap((path) => {
    if (!existsSync(path) || !statSync(path).isDirectory()) {
      throw new HarnessError(
        'not-found',
        `no folder ${path}`,
        'Name a fixture, or a folder that holds fixtures',
      );
    }
    const found = search(path, path);
    if (found.length > 0) return found;
    throw new HarnessError(
      'not-found',
      `no fixture in ${path}`,
      'A fixture is a folder with a meta.json: make one with turntape promote',
    );
  });
}

/** All files of a fixture, paths with `/`. @throws HarnessError `bad-input` for a file too large */
export function readFixtureFiles(folder: FixtureFolder): FileMap {
  const files = new Map<string, string>();
  for (const entry of readdirSync(folder.path, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder.path, path).split(sep).join('/');
    if (statSync(path).size > fileBytesMax) {
      throw new HarnessError(
        'bad-input',
        `fixture ${folder.name}: ${name} is larger than ${fileBytesMax} bytes`,
        'Restore the file from git',
      );
    }
    files.set(name, readFileSync(path, 'utf8'));
  }
  return files;
}

/**
 * Writes a fixture's folder: only files that change, each through a temporary file; files that are in
 * the folder and not in `files` go.
 * @returns how many files were written or removed
 */
export function writeFixtureFiles(path: string, files: FileMap): number {
  makeFolder(path);
  const before = readFixtureFiles({ name: basename(path), path });
  let changed = 0;
  for (const [name, text] of files) {
    if (before.get(name) === text) continue;
    const target = join(path, ...name.split('/'));
    makeFolder(dirname(target));
    const temporary = `${target}.new`;
    writeFileSync(temporary, text);
    renameSync(temporary, target);
    changed++;
  }
  for (const name of before.keys()) {
    if (files.has(name)) continue;
    rmSync(join(path, ...name.split('/')));
    changed++;
  }
  return changed;
}
