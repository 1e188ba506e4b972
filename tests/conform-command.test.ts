// `turntape conform` as a user runs it: the gateway is a command that is started, waited for and
// stopped, and the card goes to the terminal and to files.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cardSchema } from '../src/conform/card-document.ts';
import { type Ended, program, start } from './program.ts';
import { turntape } from './turntape.ts';

const wait = 'setInterval(() => {}, 1000)';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'turntape-conform-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The gateway is a process in any case. */
const run = (...words: string[]): Promise<Ended> =>
  turntape(words, {
    cwd: folder,
    env: { ...process.env, GITHUB_STEP_SUMMARY: join(folder, 'summary.md') },
  });
const conform = (...words: string[]): Promise<Ended> => run('conform', ...words);

const own = [
  ...['--', process.execPath, program, 'gateway', '--backend', '{upstream}/v1'],
  ...['--listen', '127.0.0.1:{port}', '--db', 'g.db', '--set', 'reasoning_continuity=true'],
];

test('a started gateway is judged, and the card goes to every file', async () => {
  const forms = { markdown: 'out/card.md', junit: 'card.xml', sarif: 'card.sarif' };
  const files = Object.entries({ ...forms, badge: 'badge.json' }).flatMap(([name, path]) => [
    ...[`--${name}`, path],
  ]);
  const only = ['--only', 'key', '--name', 'own'];
  const { code, stdout, stderr } = await conform('--json', ...only, ...files, ...own);
  expect(stderr).toContain('playing:');
  expect(code).toBe(0);
  const card = cardSchema.parse(JSON.parse(stdout));
  expect(card).toMatchObject({ gateway: 'own', problem: null });
  expect(new Set(card.rows.map(({ verdict }) => verdict))).toEqual(new Set(['pass']));
  for (const path of ['out/card.md', 'card.xml', 'card.sarif', 'badge.json', 'summary.md']) {
    expect(existsSync(join(folder, path)), path).toBe(true);
  }
  writeFileSync(join(folder, 'a.json'), stdout);
  const compared = await conform('a.json', 'a.json');
  expect(compared).toMatchObject({ code: 0 });
  expect(compared.stdout).toContain('other rows the same');
});

test('what the gateway recorded of it is judged by the rows that need no play', async () => {
  const off = [...own.slice(0, -1), 'reasoning_continuity=false'];
  expect((await conform('--only', 'calls-paired', ...off)).code).toBe(0);
  const listed = await run('sessions', '--db', 'g.db', '--json');
  const sessions: { id: string; exchanges: number }[] = JSON.parse(listed.stdout);
  const longest = sessions.toSorted((a, b) => b.exchanges - a.exchanges)[0]?.id ?? '';
  const judged = await conform('--db', 'g.db', '--session', longest, '--json');
  expect(judged.code).toBe(1);
  const card = cardSchema.parse(JSON.parse(judged.stdout));
  expect(card.rows.length).toBeGreaterThan(30);
  const failed = card.rows.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id);
  expect(failed.toSorted()).toEqual(
    ['asked', 'counted', 'kept', 'kept-for-good'].map((name) => `reasoning-${name}`),
  );
  expect((await conform('--session', longest, 'http://127.0.0.1:9')).code).toBe(2);
  const checked = await run('check', '--db', 'g.db', '--session', longest, '--json');
  expect(checked.code).toBe(1);
  expect(JSON.parse(checked.stdout)).toEqual(card);
}, 180_000);

test('failures: exit code 1, a baseline that makes them known, and 0 with it', async () => {
  // Without continuity: reasoning is not asked for.
  const off = [...own.slice(0, -1), 'reasoning_continuity=false'];
  const only = ['--only', 'reasoning-asked', 'key-present'];
  const failed = await conform(...only, ...off);
  expect(failed.code).toBe(1);
  expect(failed.stdout).toContain('to fix it: Send `include');
  const baseline = ['--baseline', 'known.json'];
  expect((await conform(...only, ...baseline, '--update-baseline', ...off)).code).toBe(1);
  expect(JSON.parse(readFileSync(join(folder, 'known.json'), 'utf8'))).toEqual({
    ...{ schema_version: 1, known_failures: ['reasoning-asked'] },
  });
  const known = await conform(...only, ...baseline, ...off);
  expect(known).toMatchObject({ code: 0 });
  expect(known.stdout).toContain('1 known failure');
  // Three gateways are started, one after the other, on a machine that may be busy.
}, 180_000);

test.each([
  [
    'ends',
    ['-e', 'console.log("no port"); process.exit(4)'],
    3,
    'ended with code 4; it printed: no port',
  ],
  ['never listens', ['-e', wait], 3, 'does not listen on'],
])('a command that %s is one clear line', async (_what, script, expected, text) => {
  const { code, stderr } = await conform('--wait', '1', '--', process.execPath, ...script);
  expect(code).toBe(expected);
  expect(stderr).toContain(text);
});

const dying = join(import.meta.dirname, 'gateways/dying-gateway.ts');
test.each([
  ['whose process ends', 'exit', 'not there any more: it ended with code 7; its last line'],
  ['that listens no more', 'close', /runs, and does not listen on \S+ any more; its last line/],
])('a gateway %s is named, with what it left unanswered', async (_what, how, text) => {
  const command = [process.execPath, dying, '{upstream}', '{port}', '3', how];
  const { code, stdout } = await conform('--only', 'tools-order', '--', ...command);
  expect(stdout).toMatch(text);
  expect(stdout).toContain('on stderr: out of memory, it says. It left play tools, main, ');
  expect(stdout).toContain('without an answer, after 3 answered requests');
  expect(code).toBe(3);
});

test.each([
  [['--', 'no-such-program'], 'not installed'],
  [[], 'no gateway is named'],
  [['--gateway', 'nowhere'], 'is not an address'],
  [['missing.json'], 'cannot read the card missing.json'],
  [['--only', 'keey'], 'Did you mean `key`'],
  [['--update-baseline', 'http://127.0.0.1:9'], '--update-baseline needs a file'],
])('%j is a usage error', async (words, text) => {
  const { code, stderr } = await conform(...words);
  expect(code).toBe(2);
  expect(stderr).toContain(text);
});

test('Ctrl-C stops the gateway too', async () => {
  const script = `require("fs").writeFileSync("pid", String(process.pid)); ${wait}`;
  const words = ['conform', '--', process.execPath, '-e', script];
  const { child, ended } = start(words, { cwd: folder });
  await expect.poll(() => existsSync(join(folder, 'pid')), { timeout: 30_000 }).toBe(true);
  const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
  child.kill('SIGINT');
  expect((await ended).code).toBe(130);
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});
