// `view` from the command line: what it refuses, in one line, before a server or a file is there.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommandLine } from '../src/cli/command-line.ts';
import { HarnessError, type HarnessErrorCode } from '../src/lib/harness-error.ts';
import { openDatabase } from '../src/store/open-database.ts';
import {
  end,
  exchangeStart,
  head,
  recordDirectly,
  session,
} from '../src/store/store.test-support.ts';
import type { Terminal } from '../src/terminal/console.ts';

const folder = mkdtempSync(join(tmpdir(), 'turntape-view-'));
const database = join(folder, 'private', 'a.db');
const file = join(folder, 'session.html');
const secret = `sk-ant-api03-${'aB3dE6gH9j'.repeat(9)}-wxyz12AA`;

beforeAll(() => {
  const opened = openDatabase(database, { mode: 'write' });
  const sink = recordDirectly(opened);
  const messages = [{ role: 'user', content: `my key is ${secret}` }];
  sink.begin(exchangeStart('x_1', JSON.stringify({ model: 'claude-opus-4-5', messages })));
  sink.responseHead('x_1', head);
  sink.end('x_1', end);
  sink.close();
  opened.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

function view(...words: string[]): Promise<number> {
  const quiet = (): void => {};
  const terminal: Terminal = {
    ...{ env: {}, cwd: folder, colour: false, quiet: true, childOwnsStdout: false },
    ...{ result: quiet, bytes: quiet, json: quiet, note: quiet, error: quiet },
  };
  return runCommandLine(['view', ...words], terminal);
}

test.each<[string, string[], HarnessErrorCode, RegExp]>([
  ['a subject that is not there', ['s_none', '--db', database], 'not-found', /s_none/],
  ['a database that is not there', ['--db', join(folder, 'none.db')], 'not-found', /none\.db/],
  ['an address that is not one', ['--listen', 'nowhere', '--db', database], 'usage', /nowhere/],
  ['a file without a session', ['--export', file, '--db', database], 'usage', /one session/],
  ['a file of a call', ['x_1', '--export', file, '--db', database], 'usage', /one session/],
  [
    'a file of what looks like a secret',
    [session.id, '--export', file, '--db', database],
    'bad-input',
    /looks like a secret/,
  ],
])('%s', async (_what, words, code, message) => {
  const refused = view(...words);
  await expect(refused).rejects.toThrow(HarnessError);
  await expect(refused).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  await expect(refused).rejects.not.toThrow(secret);
  expect(existsSync(file)).toBe(false);
});
