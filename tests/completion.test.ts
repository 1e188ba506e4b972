import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const program = fileURLToPath(new URL('../bin/turntape.js', import.meta.url));

test('bash completes commands and a command’s flags', () => {
  const folder = mkdtempSync(join(tmpdir(), 'turntape-completion-'));
  const wrapper = join(folder, 'turntape');
  writeFileSync(wrapper, `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
  chmodSync(wrapper, 0o755);
  const complete = (words: readonly string[]): string[] => {
    const script = `source <(turntape completion); COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}; _turntape_completions; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const env = { ...process.env, PATH: `${folder}${delimiter}${process.env['PATH']}` };
    return execFileSync('bash', ['-c', script], { encoding: 'utf8', env }).trim().split('\n');
  };
  expect(complete(['turntape', 'se'])).toEqual(['sessions']);
  expect(complete(['turntape', 'record', '--upstream-o'])).toEqual(['--upstream-openai']);
  expect(complete(['turntape', 'show', '--'])).toContain('--timeline');
});
