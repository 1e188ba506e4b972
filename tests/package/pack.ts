// The tarball as npm would publish it from a fresh clone.
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fail, root, type Sandbox } from './sandbox.ts';

function assertPacked(files: readonly string[]): void {
  const always = ['package.json', 'README.md', 'LICENSE'];
  const foreign = files.filter(
    (file) => !always.includes(file) && !/^(bin|dist|scenarios|schemas)\//.test(file),
  );
  const tests = files.filter((file) => /\.test\.|\.test-support\./.test(file));
  if (foreign.length > 0 || tests.length > 0) {
    fail('the tarball holds what it should not', [...foreign, ...tests].join('\n'));
  }
  for (const name of ['bin/turntape.js', 'dist/main.js']) {
    if (!files.includes(name)) fail('the tarball lacks a file', name);
  }
  if (!files.some((file) => file.startsWith('scenarios/'))) fail('the tarball lacks', 'scenarios/');
}

/** A repository that holds what git tracks here, as it stands in this folder. */
export function makeRepository(sandbox: Sandbox): string {
  const repository = sandbox.path('repository');
  mkdirSync(repository);
  const tracked = sandbox.must('git', ['ls-files', '-z'], root).split('\0').filter(Boolean);
  sandbox.must('cp', ['--parents', '-t', repository, ...tracked], root);
  const author = ['-c', 'user.name=test', '-c', 'user.email=test@localhost'];
  sandbox.must('git', ['init', '-q'], repository);
  sandbox.must('git', ['add', '.'], repository);
  sandbox.must('git', [...author, 'commit', '-qm', 'as it stands'], repository);
  return repository;
}

/** A fresh clone of it, with this folder's dependencies. */
export function makeClone(sandbox: Sandbox, repository: string): string {
  const clone = sandbox.path('clone');
  sandbox.must('git', ['clone', '-q', repository, clone], root);
  sandbox.must('ln', ['-s', join(root, 'node_modules'), join(clone, 'node_modules')], root);
  return clone;
}

/**
 * Packs the clone and looks at what is inside. @returns the tarball, and how many files it holds
 */
export function pack(sandbox: Sandbox, clone: string): { tarball: string; files: number } {
  const target = sandbox.path('packed');
  mkdirSync(target);
  const printed = sandbox.must('npm', ['pack', '--json', '--pack-destination', target], clone);
  const parsed = JSON.parse(printed.slice(printed.search(/^[[{]/m))) as unknown;
  const entries = (Array.isArray(parsed) ? parsed : Object.values(parsed as object)) as {
    files: { path: string }[];
  }[];
  const files = (entries[0]?.files ?? []).map(({ path }) => path);
  assertPacked(files);
  const [name = ''] = readdirSync(target);
  return { tarball: join(target, name), files: files.length };
}
