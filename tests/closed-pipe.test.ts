// `turntape ... | head`: a reader that goes away is not a failure of the program.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

test('a closed stdout ends nothing with a stack', async () => {
  const words = ['bin/turntape.js', 'explain', 'recordings/codex-tool-loop'];
  const child = spawn(process.execPath, words, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  let noted = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    noted += text;
  });
  const [code] = await once(child, 'close');
  expect(noted).toBe('');
  expect(code).toBe(0);
});
