import { mkdtempSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readNamedFile } from './read-named-file.ts';

const path = join(mkdtempSync(join(tmpdir(), 'turntape-named-')), 'file');

test.each(['', 'a: 1\n', 'ä'.repeat(100_000)])('a file is read as a whole', (text) => {
  writeFileSync(path, text);
  expect(readNamedFile(path)).toBe(text);
});

test('a file that is too large, a device without an end and a folder are errors', () => {
  writeFileSync(path, '');
  truncateSync(path, 64 * 1024 * 1024 + 1);
  expect(() => readNamedFile(path)).toThrow('it has more than 64 MiB');
  if (process.platform !== 'win32') {
    expect(() => readNamedFile('/dev/zero')).toThrow('it has more than 64 MiB');
  }
  expect(() => readNamedFile(tmpdir())).toThrow('EISDIR');
  expect(() => readNamedFile(`${path}-not-there`)).toThrow('ENOENT');
});
