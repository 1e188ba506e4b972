// Results that cannot be written: one clear line and the exit code, no stack.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'turntape-output-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function turntape(stdout: 'pipe' | number, ...argv: string[]) {
  return spawnSync(process.execPath, [join(root, 'bin/turntape.js'), ...argv], {
    ...{ cwd: folder, encoding: 'utf8', stdio: ['ignore', stdout, 'pipe'] },
  });
}

test.skipIf(!existsSync('/dev/full'))('a full disk under stdout', () => {
  const { status, stderr } = turntape(
    openSync('/dev/full', 'w'),
    'check',
    join(root, 'recordings'),
  );
  expect(status).toBe(2);
  expect(stderr).toMatch(/^turntape: cannot write the output: .*ENOSPC.*room\n$/);
});

test('check makes the folders of its files', () => {
  const path = join(folder, 'a/b/findings.xml');
  expect(turntape('pipe', 'check', join(root, 'recordings'), '--junit', path).status).toBe(0);
  expect(readFileSync(path, 'utf8')).toContain('<testsuite');
});

test('findings are printed although their file cannot be written', () => {
  writeFileSync(join(folder, 'file'), '');
  const path = join(folder, 'file/findings.xml');
  const found = turntape('pipe', 'check', join(root, 'recordings'), '--junit', path);
  expect(found.status).toBe(2);
  expect(found.stdout).toContain('0 differences');
  expect(found.stderr).toMatch(/^turntape: cannot write .*findings\.xml: .*\n$/);
});
