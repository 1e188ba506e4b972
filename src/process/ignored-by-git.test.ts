import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { isOpenToGit } from './ignored-by-git.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function makeFolder(isRepository: boolean): string {
  const folder = mkdtempSync(join(tmpdir(), 'turntape-git-'));
  folders.push(folder);
  mkdirSync(join(folder, 'inner'));
  if (isRepository) spawnSync('git', ['-C', folder, 'init', '-q']);
  return folder;
}

test('a file that git add would take', () => {
  expect(isOpenToGit(join(makeFolder(true), 'inner', 'tape.db'))).toBe(true);
});

test.each([
  ['the folder’s own', 'inner/.gitignore', '*\n'],
  ['the repository’s', '.gitignore', '/inner/\n'],
])('not one that %s .gitignore names', (_whose, path, text) => {
  const folder = makeFolder(true);
  writeFileSync(join(folder, path), text);
  expect(isOpenToGit(join(folder, 'inner', 'tape.db'))).toBe(false);
});

test('nor one outside a repository, or in a folder that is not there', () => {
  expect(isOpenToGit(join(makeFolder(false), 'inner', 'tape.db'))).toBe(false);
  expect(isOpenToGit(join(makeFolder(false), 'none', 'tape.db'))).toBe(false);
});
