// Packs turntape, installs the tarball into an empty folder and starts it there, under this Node and
// under an old one. Needs the npm registry; without it the step is reported as skipped.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(fileURLToPath(import.meta.url), '../../..');
const oldNode = '20.20.2';
const stepTimeoutMs = 5 * 60_000;
const work = mkdtempSync(join(tmpdir(), 'turntape-package-'));

function run(command: string, args: readonly string[], cwd: string, path?: string) {
  const env = path === undefined ? process.env : { ...process.env, PATH: path };
  return spawnSync(command, args, { cwd, env, encoding: 'utf8', timeout: stepTimeoutMs });
}

function fail(what: string, detail: string): never {
  process.stderr.write(`package: FAILED, ${what}\n${detail}\n`);
  process.exit(1);
}

function assertPacked(files: readonly string[]): void {
  const always = ['package.json', 'README.md', 'LICENSE'];
  const foreign = files.filter(
    (file) => !always.includes(file) && !/^(bin|dist|scenarios|schemas)\//.test(file),
  );
  const tests = files.filter((file) => /\.test\.|\.test-support\./.test(file));
  if (foreign.length > 0 || tests.length > 0) {
    fail('the tarball holds what it should not', [...foreign, ...tests].join('\n'));
  }
  for (const wanted of ['bin/turntape.js', 'dist/main.js']) {
    if (!files.includes(wanted)) fail('the tarball lacks a file', wanted);
  }
  if (!files.some((file) => file.startsWith('scenarios/'))) fail('the tarball lacks', 'scenarios/');
}

try {
  // Packed from a copy of what git tracks, as npm would publish it from a fresh clone.
  const clone = join(work, 'clone');
  mkdirSync(clone);
  const tracked = run('git', ['ls-files', '-z'], root).stdout.split('\0').filter(Boolean);
  const copied = run('cp', ['--parents', '-t', clone, ...tracked], root);
  if (copied.status !== 0) fail('cannot copy the tracked files', copied.stderr);
  run('ln', ['-s', join(root, 'node_modules'), join(clone, 'node_modules')], root);
  const packed = run('npm', ['pack', '--json', '--pack-destination', work], clone);
  if (packed.status !== 0) fail('npm pack', packed.stderr);
  const text = packed.stdout.slice(packed.stdout.search(/^[[{]/m));
  const parsed = JSON.parse(text) as unknown;
  const entries = (Array.isArray(parsed) ? parsed : Object.values(parsed as object)) as {
    files: { path: string }[];
  }[];
  assertPacked((entries[0]?.files ?? []).map(({ path }) => path));

  const tarball = readdirSync(work).find((name) => name.endsWith('.tgz')) ?? '';
  const empty = join(work, 'empty');
  mkdirSync(empty);
  writeFileSync(join(empty, 'package.json'), '{"private":true}\n');
  const installed = run('npm', ['install', '--no-audit', '--no-fund', join(work, tarball)], empty);
  if (installed.status !== 0) {
    if (/ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|ENETUNREACH/.test(installed.stderr)) {
      process.stdout.write('package: SKIPPED, the npm registry is not reachable\n');
      process.exit(0);
    }
    fail('npm install of the tarball', installed.stderr);
  }
  const program = join(empty, 'node_modules', '.bin', 'turntape');
  const currentPath = `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`;
  const help = run(program, ['--help'], empty, currentPath);
  if (help.status !== 0 || !help.stdout.includes('turntape <command>')) {
    fail('--help under this Node', `exit ${help.status}\n${help.stdout}${help.stderr}`);
  }
  const played = run(program, ['ab', '--json'], empty, currentPath);
  if (played.status !== 0) fail('ab in an empty folder', played.stdout + played.stderr);

  const old = join(work, 'old');
  mkdirSync(old);
  writeFileSync(join(old, 'package.json'), '{"private":true}\n');
  const architecture = `node-${process.platform}-${process.arch}`;
  const fetched = run(
    'npm',
    ['install', '--no-audit', '--no-fund', `${architecture}@${oldNode}`],
    old,
  );
  if (fetched.status !== 0) fail(`cannot install Node ${oldNode}`, fetched.stderr);
  const oldBin = join(old, 'node_modules', architecture, 'bin', 'node');
  const refused = run(oldBin, [program, '--help'], empty);
  const oneLine = refused.stderr.trim().split('\n').length === 1;
  if (refused.status !== 2 || !oneLine || !refused.stderr.includes('needs Node >= 22.19')) {
    fail(`Node ${oldNode} is not refused`, `exit ${refused.status}\n${refused.stderr}`);
  }
  process.stdout.write(
    `package: ok, ${entries[0]?.files.length} files, refused by Node ${oldNode}\n`,
  );
} finally {
  rmSync(work, { recursive: true, force: true });
}
