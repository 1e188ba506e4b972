// Installs turntape in the ways that a user can, into empty folders, and starts it there: from a
// tarball, as a library, from git, on the oldest Node that is allowed, and in a clone under an older
// one. At night also for all (npm install -g), linked (as `npm run test:readme` always does) and
// with npx. Says how large it is. Needs the npm registry; without it the step is reported as
// skipped.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isNightly } from '../nightly.ts';
import { tryLibrary } from './library.ts';
import { makeClone, makeRepository, pack } from './pack.ts';
import { createSandbox, fail, NoRegistry, type Sandbox } from './sandbox.ts';

const oldNode = '20.20.2';
const { version, engines } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'),
) as { version: string; engines: { node: string } };
const leastNode = `${engines.node.replace('>=', '')}.0`;
/** Of the package itself, installed. */
const ownMegabytesMax = 25;

function say(text: string): void {
  process.stdout.write(`package: ${text}\n`);
}

/** The command answers with its version. */
function assertStarts(how: string, printed: string): void {
  if (printed.trim() !== version) fail(`--version, ${how}`, printed);
  say(`starts, ${how}`);
}

/** @returns the folder of that Node's program */
function installNode(sandbox: Sandbox, wanted: string): string {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = sandbox.project(`node-${wanted}`);
  sandbox.must('npm', ['install', `${name}@${wanted}`], folder);
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

interface OtherNodes {
  readonly old: string;
  readonly least: string;
}

/** Into a project, which is the library's then. */
function tryTarball(
  sandbox: Sandbox,
  folder: string,
  tarball: string,
  { old, least }: OtherNodes,
): void {
  sandbox.must('npm', ['install', tarball], folder);
  const program = join(folder, 'node_modules/.bin/turntape');
  assertStarts('installed from a tarball', sandbox.must(program, ['--version'], folder));
  saySizes(sandbox, join(folder, 'node_modules'));
  sandbox.must(program, ['ab', '--json'], folder);
  sandbox.must(program, ['ab', 'plain-tool-loop', '--format', 'html'], folder, least);
  say(`plays and draws under Node ${leastNode}`);
  const refused = sandbox.run(program, ['--help'], folder, old);
  const lines = refused.stderr.trim().split('\n');
  if (refused.status !== 2 || lines.length !== 1 || !/needs Node >= 22\.19/.test(lines[0] ?? '')) {
    fail(`Node ${oldNode} is not refused`, `exit ${refused.status}\n${refused.stderr}`);
  }
  say(`one line under Node ${oldNode}`);
}

/** Megabytes of each package, the largest first; turntape's own are limited. */
function saySizes(sandbox: Sandbox, modules: string): void {
  const printed = sandbox.must('bash', ['-c', 'du -sk -- * @*/* 2>/dev/null'], modules);
  const sizes = printed
    .trim()
    .split('\n')
    .map((line) => line.split('\t'))
    .map(([kilobytes, name = '']) => ({ name, megabytes: Number(kilobytes) / 1024 }))
    .filter(({ name }) => !/^@[^/]+$/.test(name))
    .sort((a, b) => b.megabytes - a.megabytes);
  const total = sizes.reduce((sum, { megabytes }) => sum + megabytes, 0);
  const shown = sizes.slice(0, 8).map(({ name, megabytes }) => `${name} ${megabytes.toFixed(1)}`);
  say(`installed: ${total.toFixed(0)} MB, of which ${shown.join(', ')}`);
  const own = sizes.find(({ name }) => name === 'turntape')?.megabytes ?? Infinity;
  if (own > ownMegabytesMax) fail(`turntape itself is over ${ownMegabytesMax} MB`, `${own} MB`);
}

/** For all projects of a user, under a prefix of this test and not that of the machine; for none. */
function tryEverywhere(sandbox: Sandbox, tarball: string, clone: string): void {
  const empty = sandbox.project('elsewhere');
  for (const [how, words, folder] of [
    ['npm install -g', ['install', '-g', tarball], empty],
    ['npm link', ['link'], clone],
  ] as const) {
    const prefix = sandbox.path(how.replaceAll(' ', '-'));
    sandbox.must('env', [`NPM_CONFIG_PREFIX=${prefix}`, 'npm', ...words], folder);
    const program = join(prefix, 'bin/turntape');
    assertStarts(how, sandbox.must(program, ['--version'], empty));
    sandbox.must(program, ['ab', 'plain-tool-loop', '--no-charts'], empty);
  }
  const npx = ['--yes', '--package', tarball, 'turntape', '--version'];
  assertStarts('npx of a tarball', sandbox.must('npx', npx, sandbox.project('with-npx')));
}

function tryGit(sandbox: Sandbox, repository: string): void {
  const url = `git+file://${repository}`;
  const folder = sandbox.project('from-git');
  sandbox.must('npm', ['install', url], folder);
  const program = join(folder, 'node_modules/.bin/turntape');
  assertStarts('installed from git', sandbox.must(program, ['--version'], folder));
  if (!isNightly) return;
  assertStarts('npx of git', sandbox.must('npx', ['--yes', url, '--version'], folder));
}

const sandbox = createSandbox();
try {
  const repository = makeRepository(sandbox);
  const clone = makeClone(sandbox, repository);
  const { tarball, files } = pack(sandbox, clone);
  say(`${files} files packed`);
  const old = installNode(sandbox, oldNode);
  tryOldNode(sandbox, clone, old);
  const folder = sandbox.project('from-tarball', { type: 'module' });
  tryTarball(sandbox, folder, tarball, { old, least: installNode(sandbox, leastNode) });
  tryLibrary(sandbox, folder);
  say('the examples compile and run');
  tryGit(sandbox, repository);
  if (isNightly) tryEverywhere(sandbox, tarball, clone);
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
