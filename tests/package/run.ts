// Installs turntape in each way that a user can, into empty folders, and starts it there: from a
// tarball, from git, with npx, as a library, and in a clone under an old Node. Needs the npm
// registry; without it the step is reported as skipped.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tryLibrary } from './library.ts';
import { makeClone, makeRepository, pack } from './pack.ts';
import { createSandbox, fail, NoRegistry, type Sandbox } from './sandbox.ts';

const oldNode = '20.20.2';
const { version } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'),
) as { version: string };

function say(text: string): void {
  process.stdout.write(`package: ${text}\n`);
}

/** The command answers with its version. */
function assertStarts(how: string, printed: string): void {
  if (printed.trim() !== version) fail(`--version, ${how}`, printed);
  say(`starts, ${how}`);
}

/** @returns the folder of an old Node's program */
function installOldNode(sandbox: Sandbox): string {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = sandbox.project('old-node');
  sandbox.must('npm', ['install', `${name}@${oldNode}`], folder);
  return join(folder, 'node_modules', name, 'bin');
}

/** A clone continues with its own Node, which is told when the program is to stop. */
function tryOldNode(sandbox: Sandbox, clone: string, old: string): void {
  const program = join(clone, 'bin/turntape.js');
  const printed = sandbox.must(program, ['--version'], clone, old);
  assertStarts(`a clone under Node ${oldNode}`, printed);
  const startAndStop = `exec 3< <(exec ${program} sim --json); read -r -u 3; kill $!; wait $!`;
  sandbox.must('bash', ['-c', startAndStop], clone, old);
}

function tryTarball(sandbox: Sandbox, tarball: string, old: string): void {
  const folder = sandbox.project('from-tarball');
  sandbox.must('npm', ['install', tarball], folder);
  const program = join(folder, 'node_modules/.bin/turntape');
  assertStarts('installed from a tarball', sandbox.must(program, ['--version'], folder));
  sandbox.must(program, ['ab', '--json'], folder);
  const refused = sandbox.run(program, ['--help'], folder, old);
  const lines = refused.stderr.trim().split('\n');
  if (refused.status !== 2 || lines.length !== 1 || !/needs Node >= 22\.19/.test(lines[0] ?? '')) {
    fail(`Node ${oldNode} is not refused`, `exit ${refused.status}\n${refused.stderr}`);
  }
  say(`one line under Node ${oldNode}`);
}

function tryGit(sandbox: Sandbox, repository: string): void {
  const url = `git+file://${repository}`;
  const folder = sandbox.project('from-git');
  sandbox.must('npm', ['install', url], folder);
  const program = join(folder, 'node_modules/.bin/turntape');
  assertStarts('installed from git', sandbox.must(program, ['--version'], folder));
  assertStarts('npx of git', sandbox.must('npx', ['--yes', url, '--version'], folder));
}

const sandbox = createSandbox();
try {
  const repository = makeRepository(sandbox);
  const clone = makeClone(sandbox, repository);
  const { tarball, files } = pack(sandbox, clone);
  say(`${files} files packed`);
  const old = installOldNode(sandbox);
  tryOldNode(sandbox, clone, old);
  tryTarball(sandbox, tarball, old);
  const npx = ['--yes', '--package', tarball, 'turntape', '--version'];
  assertStarts('npx of a tarball', sandbox.must('npx', npx, sandbox.project('with-npx')));
  tryLibrary(sandbox, tarball);
  say('the examples compile and run');
  tryGit(sandbox, repository);
  say('ok');
} catch (error) {
  if (error instanceof NoRegistry) say('SKIPPED, the npm registry is not reachable');
  else {
    process.stderr.write(`package: FAILED, ${String(error)}\n`);
    process.exitCode = 1;
  }
} finally {
  sandbox.remove();
}
