// The container image, as far as it can be judged where nothing builds one: what it copies is there,
// what it leaves out is not needed to pack, and it does not run as root. `.ci/run` builds it where
// Docker is.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = resolve(fileURLToPath(import.meta.url), '../..');
const read = (name: string): string => readFileSync(join(root, name), 'utf8');

/** Instructions in their order, lines that continue put together. */
const instructions = read('Dockerfile')
  .replaceAll(/\\\n\s*/g, ' ')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)] as const);
const valuesOf = (name: string): string[] =>
  instructions.filter(([instruction]) => instruction === name).map(([, value]) => value);

test('both stages have the Node that the package asks for, by its major version', () => {
  const { engines } = JSON.parse(read('package.json')) as { engines: { node: string } };
  const [, least = ''] = /^>=(\d+)\./.exec(engines.node) ?? [];
  const images = valuesOf('FROM').map((value) => /^node:(\d+)-bookworm-slim/.exec(value)?.[1]);
  expect(images).toEqual(['24', '24']);
  expect(Number(images[0])).toBeGreaterThanOrEqual(Number(least));
});

test('it ends as a user without rights, with a folder of its data', () => {
  expect(valuesOf('USER')).toEqual(['node']);
  expect(instructions.findIndex(([name]) => name === 'USER')).toBeLessThan(
    instructions.findIndex(([name]) => name === 'ENTRYPOINT'),
  );
  expect(valuesOf('VOLUME')).toEqual(['/data']);
  expect(valuesOf('ENV')).toEqual(['TURNTAPE_DB=/data/turntape.db']);
  expect(valuesOf('ENTRYPOINT')).toEqual(['["turntape"]']);
});

test('what is not sent to the builder is not needed to pack', () => {
  const left = read('.dockerignore').split('\n').filter(Boolean);
  expect(left).toContain('.git');
  const packed = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: root,
      encoding: 'utf8',
    }),
  ) as { files: { path: string }[] }[] | Record<string, { files: { path: string }[] }>;
  const [first] = Object.values(packed);
  const folders = new Set(first?.files.map(({ path }) => path.split('/')[0]));
  expect([...folders]).toContain('bin');
  // `dist` is made by the builder itself.
  expect(left.filter((name) => folders.has(name) && name !== 'dist')).toEqual([]);
  for (const needed of ['tools/package/prepare.js', 'src/main.ts', 'page', '.npmrc']) {
    expect(existsSync(join(root, needed))).toBe(true);
    expect(left).not.toContain(needed.split('/')[0]);
  }
});
