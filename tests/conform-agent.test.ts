// `conform --agent` without a real client: a small program stands in for Claude Code.
// tests/clients/conform-agents.test.ts has the real ones.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cardSchema } from '../src/conform/card-document.ts';
import { writeFakeClaude } from './fake-claude.ts';
import { type Ended, program } from './program.ts';
import { turntape } from './turntape.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'turntape-conform-agent-'));
  writeFakeClaude(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const conform = (...words: string[]): Promise<Ended> =>
  turntape(['conform', ...words], {
    cwd: folder,
    env: { ...process.env, GITHUB_STEP_SUMMARY: '' },
  });

const agent = ['--agent', 'claude', '--client-path', '.'];
const own = [
  ...['--', process.execPath, program, 'gateway', '--backend', '{upstream}/v1'],
  ...['--listen', '127.0.0.1:{port}', '--db', 'g.db', '--set'],
];

test('what the client makes of the conversation is judged; the rest is not played', async () => {
  const flags = ['--json', '--name', 'own', '--skip', 'streaming'];
  const { code, stdout } = await conform(...agent, ...flags, ...own, 'reasoning_continuity=true');
  expect(code, stdout).toBe(0);
  const card = cardSchema.parse(JSON.parse(stdout));
  expect(card.gateway).toBe('own (Claude Code 9.9.9)');
  const verdicts = Map.groupBy(card.rows, ({ verdict }) => verdict);
  expect(verdicts.get('pass')?.length).toBeGreaterThan(30);
  const left = verdicts.get('not-played') ?? [];
  expect(left.find(({ id }) => id === 'pin-answered')?.detail).toMatch(/scripted client/);
  // No context was asked for.
  expect(verdicts.get('not-applicable')?.map(({ id }) => id)).toEqual(['context-as-asked']);
  expect([...verdicts.keys()].toSorted()).toEqual(['not-applicable', 'not-played', 'pass']);
});

test('without continuity a row fails, with the request of the client that shows it', async () => {
  const only = ['--only', 'reasoning-kept', 'key-stable'];
  const { code, stdout } = await conform(...agent, ...only, ...own, 'reasoning_continuity=false');
  expect(code).toBe(1);
  expect(stdout).toMatch(/where: play real client, .*, user turn 1, request 2/);
  expect(stdout).toContain('1 of 2 rows pass, 1 fail');
});

test.each([
  [
    'ends with an error',
    'echo one; echo "no luck" >&2; exit 4',
    /ended with code 4; its last line: no luck/,
  ],
  ['asks nothing', 'exit 0', /user turn 1 of 2: it ended before the model had done all/],
])('a client that %s is told, and no row passes', async (_what, script, expected) => {
  writeFileSync(join(folder, 'claude'), `#!/bin/sh\n${script}\n`);
  const { code, stdout } = await conform(
    ...agent,
    '--only',
    'key',
    ...own,
    'reasoning_continuity=true',
  );
  expect(stdout).toMatch(expected);
  expect(code).toBe(3);
});

test.each([
  [['--agent', 'claude', '--client-path', 'nowhere'], 'there is no `claude` at nowhere'],
  [['--client-path', '.'], '--client-path is for a real client'],
  [[...agent, '--session', 's_1'], '--session is a recording'],
  [[...agent, '--client', 'fixture'], '--client is a recording'],
])('%j is one clear line', async (words, text) => {
  const { code, stderr } = await conform(...words, '--gateway', 'http://127.0.0.1:9');
  expect(code).toBe(2);
  expect(stderr).toContain(text);
});
