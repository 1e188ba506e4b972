import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const program = fileURLToPath(new URL('../bin/turntape.js', import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'turntape-completion-'));
const wrapper = join(folder, 'turntape');
writeFileSync(wrapper, `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
chmodSync(wrapper, 0o755);
const database = join(folder, 'a.db');
afterAll(() => rmSync(folder, { recursive: true }));

/** What bash offers behind these words. */
function complete(words: readonly string[]): string[] {
  const script = [
    'source <(turntape completion)',
    `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')})`,
    `COMP_CWORD=${words.length - 1}`,
    '_turntape_completions',
    `printf '%s\\n' "\${COMPREPLY[@]}"`,
  ].join('; ');
  const path = `${folder}${delimiter}${process.env['PATH']}`;
  const env = { ...process.env, PATH: path, TURNTAPE_DB: database };
  const options = { encoding: 'utf8', env, cwd: folder } as const;
  return execFileSync('bash', ['-c', script], options).trim().split('\n');
}

test('bash completes commands and a command’s flags', () => {
  expect(complete(['turntape', 'se'])).toEqual(['sessions']);
  expect(complete(['turntape', 'record', '--upstream-o'])).toEqual(['--upstream-openai']);
  expect(complete(['turntape', 'show', '--'])).toContain('--timeline');
});

beforeAll(() => {
  const play = ['ab', 'plain-tool-loop', '--run', 'first', '--arm', 'bare', '--arm', 'off'];
  const more = ['--db', database, '--no-charts', '--quiet', '--out', join(folder, 'reports')];
  execFileSync(process.execPath, [program, ...play, ...more]);
});

test.each([
  ['scenarios', ['ab', 'plain-t'], ['plain-tool-loop']],
  ['preset arms', ['ab', 'plain-tool-loop', '--arm', 'o'], ['off', 'on']],
  ['choices', ['explain', 'x', '--side', 'u'], ['upstream']],
  ['runs', ['report', ''], ['first']],
  ['runs that are explained', ['explain', '--json', 'f'], ['first']],
  ['arms of saved runs', ['explain', 'first', '--arm', 'b'], ['bare']],
  ['metrics', ['report', 'first', '--fail-if', 'cached_ratio.w'], ['cached_ratio.worst_turn']],
  ['keys of options', ['ab', '--set', 'reasoning_car'], ['reasoning_carrier=']],
  [
    'values of a key, which bash takes apart',
    ['ab', '--set', 'include_encrypted', '=', 'n'],
    ['never'],
  ],
  ['all values of a key', ['ab', '--sim', 'routing_without_header', '='], ['lottery', 'sticky']],
  ['profiles', ['gateway', '--profile', 'co'], ['copilot']],
])('bash completes %s', (_what, words, expected) => {
  expect(complete(['turntape', ...words])).toEqual(expected);
});
