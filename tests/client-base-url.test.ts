// A client that turntape does not know takes its base URL from its environment, where anything may
// be: what cannot be forwarded to is refused before the client is started.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { turntape } from './turntape.ts';

const cwd = mkdtempSync(join(tmpdir(), 'turntape-base-url-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const wrong = [
  'no url',
  'http://\u001b]0;TITLE\u0007',
  'ftp://host.invalid',
  'http://u:p@h.invalid',
];

test.each(
  wrong.flatMap((url) => ['ANTHROPIC_BASE_URL', 'OPENAI_BASE_URL'].map((name) => [name, url])),
)('%s=%j is refused in one line', async (name = '', url = '') => {
  const words = ['record', '--db', join(cwd, 'a.db'), '--', 'not-a-program'];
  const { code, stderr } = await turntape(words, { cwd, env: { HOME: cwd, [name]: url } });
  expect(code).toBe(2);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).toContain('the base URL of the client');
  expect(stderr).not.toContain('\u001b');
});
