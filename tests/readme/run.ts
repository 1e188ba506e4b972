// Plays the README from top to bottom in a fresh clone, and compares what is printed with what the
// README shows: the same lines in the same order, `...` for lines that are left out. What differs
// from one recording to the next (ids, days, counts) is compared by its place. `npm ci` is not
// played: the clone has this folder's dependencies. Claude Code is the real one where `npm run
// test:clients` has installed it, else a stand-in.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { findBlocks } from '../documented-commands.ts';
import { writeFakeClaude } from '../fake-claude.ts';
import { makeClone, makeRepository } from '../package/pack.ts';
import { createSandbox, fail, root, type Sandbox } from '../package/sandbox.ts';

interface Played {
  readonly command: string;
  readonly shown: readonly string[];
}

/** Commands behind `$ ` with the lines below them. */
function findPlayed(markdown: string): Played[] {
  return findBlocks(markdown).flatMap((block) => {
    const played: { command: string; shown: string[] }[] = [];
    for (const line of block.split('\n')) {
      if (line.startsWith('$ ')) played.push({ command: line.slice(2), shown: [] });
      else if (line.trim() !== '') played.at(-1)?.shown.push(line);
    }
    return played;
  });
}

/** Played on the simulator with a fixed seed: to the letter. */
const isFixed = (command: string): boolean => command.startsWith('turntape ab ');

function comparable(line: string, fixed: boolean): string {
  if (fixed) return line.trim();
  return line
    .replaceAll(/\bs_[0-9a-f]{16}\b/g, 'SESSION')
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?/g, 'DAY')
    .replaceAll(/-?\d[\d,.]*/g, 'N')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** The first line that is shown and was not printed in its place; null: all were. */
function findMissing({ command, shown }: Played, printed: string): string | null {
  const fixed = isFixed(command);
  const lines = printed.split('\n').map((line) => comparable(line, fixed));
  let at = 0;
  let mayLeaveOut = true;
  for (const line of shown) {
    if (line.trim() === '...') {
      mayLeaveOut = true;
      continue;
    }
    const found = lines.indexOf(comparable(line, fixed), at);
    // Lines below one another are printed so; the first may have others before it.
    const between = lines.slice(at, found).filter((one) => one !== '');
    if (found < 0 || (!mayLeaveOut && between.length > 0)) return line;
    at = found + 1;
    mayLeaveOut = false;
  }
  return null;
}

/** The change in the translator that the README speaks of. */
function changeTranslator(clone: string): void {
  const path = join(clone, 'src/translate/request/translate-tool.ts');
  const text = readFileSync(path, 'utf8');
  const changed = text.replaceAll('strict: false', 'strict: true');
  if (changed === text) fail('the translator has no strict: false', path);
  writeFileSync(path, changed);
}

/** A home, a key and a `claude`: the real one where it is installed. */
function environment(sandbox: Sandbox, prefix: string): { env: string[]; isReal: boolean } {
  const real = join(root, '.cache/clients/node_modules/.bin');
  const stand = sandbox.path('stand-in');
  mkdirSync(stand);
  mkdirSync(sandbox.path('home'));
  writeFakeClaude(stand);
  const isReal = existsSync(join(real, 'claude'));
  const places = [join(prefix, 'bin'), dirname(process.execPath), isReal ? real : stand];
  const env = [
    `PATH=${[...places, process.env['PATH'] ?? ''].join(delimiter)}`,
    `HOME=${sandbox.path('home')}`,
    'ANTHROPIC_API_KEY=made-up',
    'ANTHROPIC_MODEL=gpt-5.5',
    'CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC=1',
    'COLUMNS=80',
  ];
  return { env, isReal };
}

function playAll(sandbox: Sandbox, clone: string): number {
  const prefix = sandbox.path('prefix');
  sandbox.must('env', [`NPM_CONFIG_PREFIX=${prefix}`, 'npm', 'link'], clone);
  const { env, isReal } = environment(sandbox, prefix);
  const client = isReal ? 'the real Claude Code' : 'a stand-in for Claude Code';
  const shell = (command: string) => sandbox.run('env', [...env, 'bash', '-c', command], clone);
  const newest = (side: string): string =>
    /s_[0-9a-f]{16}/.exec(shell(`turntape sessions --side ${side}`).stdout)?.[0] ?? 'none';
  // What a stand-in sends breaks the cache in other places: of its calls only the head is compared.
  const all = findPlayed(readFileSync(join(clone, 'README.md'), 'utf8')).map((played) =>
    isReal || !played.command.startsWith('turntape explain ')
      ? played
      : { ...played, shown: played.shown.slice(0, 1) },
  );
  process.stdout.write(`readme: ${all.length} commands, with ${client}\n`);
  for (const played of all) {
    const isChanged = played.command === 'turntape check';
    if (isChanged) {
      const before = shell(played.command);
      if (before.status !== 0) fail('check, before the change', before.stdout + before.stderr);
      changeTranslator(clone);
    }
    const command = played.command
      .replaceAll(/\bs_[0-9a-f]{16}\b/g, newest('upstream'))
      .replaceAll(/\bSESSION\b/g, newest('client'));
    const { status, stdout, stderr } = shell(command);
    if (status !== (isChanged ? 1 : 0)) fail(`${command}: exit ${status}`, stdout + stderr);
    const missing = findMissing(played, stdout);
    if (missing !== null) fail(`${command} does not print\n${missing}\nbut`, stdout + stderr);
    process.stdout.write(`readme: as shown: ${played.command}\n`);
  }
  return all.length;
}

const sandbox = createSandbox();
try {
  const played = playAll(sandbox, makeClone(sandbox, makeRepository(sandbox)));
  if (played < 6) fail('the README has too few commands', String(played));
  process.stdout.write('readme: ok\n');
} catch (error) {
  process.stderr.write(`readme: FAILED, ${String(error)}\n`);
  process.exitCode = 1;
} finally {
  sandbox.remove();
}
