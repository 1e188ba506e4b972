// What bin/turntape.js does before the program: the compiled code that it keeps.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const program = join(import.meta.dirname, '..', 'bin', 'turntape.js');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'turntape-start-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Asks for the version in the folder, with a home of its own; all files that are then there. */
function start(env: Record<string, string>): string[] {
  const { NODE_COMPILE_CACHE: _, XDG_CACHE_HOME: __, ...others } = process.env;
  const home = { HOME: join(folder, 'home'), ...env };
  const options = { cwd: folder, env: { ...others, ...home }, encoding: 'utf8' } as const;
  expect(execFileSync(process.execPath, [program, '--version'], options)).toMatch(/^\d+\.\d+/);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' });
}

test.each<[Record<string, string>, string]>([
  [{}, 'home/.cache/turntape/compiled'],
  // The XDG specification: what is relative is to be ignored.
  [{ XDG_CACHE_HOME: 'here' }, 'home/.cache/turntape/compiled'],
])('compiled code is kept in the folder of the user: %j', (env, kept) => {
  const files = start(env);
  expect(files.filter((path) => path.startsWith(`${kept}/`)).length).toBeGreaterThan(10);
  expect(files.filter((path) => !`${path}/`.startsWith('home/'))).toEqual([]);
});

test('another folder can be named, and keeping can be switched off', () => {
  expect(start({ XDG_CACHE_HOME: join(folder, 'xdg') })).toContain('xdg/turntape/compiled');
  rmSync(join(folder, 'xdg'), { recursive: true });
  expect(start({ NODE_COMPILE_CACHE: join(folder, 'named') })).toContain('named');
  rmSync(join(folder, 'named'), { recursive: true });
  expect(start({ NODE_DISABLE_COMPILE_CACHE: '1' })).toEqual([]);
});

test('a home that cannot be written is not needed', () => {
  writeFileSync(join(folder, 'home'), 'a file');
  expect(start({})).toEqual(['home']);
  expect(existsSync(join(folder, 'home'))).toBe(true);
});
