import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeWhole } from './write-whole.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'turntape-whole-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('replaces what is there, private where it is asked for', () => {
  const path = join(folder, 'file');
  writeWhole(path, 'old');
  writeWhole(path, 'new', 0o600);
  expect(readFileSync(path, 'utf8')).toBe('new');
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('what cannot be moved into place leaves nothing behind', () => {
  const taken = join(folder, 'taken');
  mkdirSync(taken);
  expect(() => writeWhole(taken, 'text')).toThrow('EISDIR');
  expect(readdirSync(folder)).toEqual(['taken']);
});

test('a pipe is written to, and stays a pipe', async () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const reader = spawn('cat', [pipe]);
  const read = reader.stdout.setEncoding('utf8').toArray();
  writeWhole(pipe, 'text');
  expect((await read).join('')).toBe('text');
  expect(statSync(pipe).isFIFO()).toBe(true);
  expect(readdirSync(folder)).toEqual(['pipe']);
});
