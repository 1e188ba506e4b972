import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freeBytes } from '../../files/free-bytes.ts';
import { noteGrowth, noteLittleRoom } from './note-growth.ts';

function told(say: (terminal: Parameters<typeof noteGrowth>[0]) => void): string[] {
  const lines: string[] = [];
  say({
    note: (text) => lines.push(`note: ${text}`),
    error: (text) => lines.push(`error: ${text}`),
  });
  return lines;
}
const growth = { what: 'the run adds about', bytes: 54e6 };

test('what is added is a note, and a doubt where the disk has less', () => {
  expect(told((terminal) => noteGrowth(terminal, 'x', growth, 54e6))).toEqual([
    'note: the run adds about 54 MB to the database',
  ]);
  expect(told((terminal) => noteGrowth(terminal, 'x', growth, 53e6))).toEqual([
    expect.stringMatching(/^error: the run adds about 54 MB .* has 53 MB free\. Make room/),
  ]);
  const twice = { ...growth, bytesMeanwhile: 108e6 };
  expect(told((terminal) => noteGrowth(terminal, 'x', twice, 100e6))).toEqual([
    expect.stringContaining('It takes 108 MB meanwhile.'),
  ]);
});

test('where the system does not tell, there is no doubt', () => {
  expect(told((terminal) => noteGrowth(terminal, 'x', growth, null))).toHaveLength(1);
  expect(told((terminal) => noteLittleRoom(terminal, 'x', null))).toEqual([]);
});

test('a recorder on a nearly full disk says so', () => {
  expect(told((terminal) => noteLittleRoom(terminal, 'x', 2e9))).toEqual([]);
  expect(told((terminal) => noteLittleRoom(terminal, 'x', 3e8))).toEqual([
    expect.stringContaining('has 300 MB free'),
  ]);
});

test('a disk is asked by a path that is not there yet', () => {
  const folder = mkdtempSync(join(tmpdir(), 'turntape-free-'));
  expect(freeBytes(join(folder, 'a', 'b', 'tape.db'))).toBeGreaterThan(0);
  rmSync(folder, { recursive: true });
});
