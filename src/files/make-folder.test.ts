import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeFolder } from './make-folder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'turntape-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('makes what is missing, private where it is asked for, and takes what is there', () => {
  const path = join(folder, 'a', 'b');
  makeFolder(path, 0o700);
  makeFolder(path);
  expect(statSync(join(folder, 'a')).mode & 0o777).toBe(0o700);
  expect(statSync(path).isDirectory()).toBe(true);
});

test('a file in the way is an error', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(() => makeFolder(join(folder, 'file'))).toThrow('EEXIST');
  expect(() => makeFolder(join(folder, 'file', 'below'))).toThrow('EEXIST');
});

test.runIf(process.platform === 'linux')('ends where no folder can be made', () => {
  expect(() => makeFolder('/proc/turntape/run')).toThrow('ENOENT');
});
