// A run that is killed and taken up again, or played in parts, is the run that was never stopped.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Trial } from '../src/domain/run.ts';
import { sha256 } from '../src/lib/sha256.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { createRunStore } from '../src/store/runs.ts';
import { killPoints } from './kill-points.ts';
import { start } from './program.ts';
import { turntape } from './turntape.ts';

/** Twenty in `npm run test:chaos`. */
const kills = Math.max(3, killPoints / 10);
const scenario = (name: string) => `name: ${name}
description: two calls
situation: hand-written for this test, long enough to be cached
system: [{ words: 1500 }]
tools: [{ name: Bash, description: Runs. }]
turns:
  - user: Go.
    steps:
      - { reasoning_tokens: 400, calls: [{ name: Bash, input: { command: ls }, result: { words: 300 } }] }
      - { reasoning_tokens: 50, text: Done. }
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'turntape-resume-'));
  for (const name of ['one', 'two']) writeFileSync(join(folder, `${name}.yaml`), scenario(name));
});
afterEach(() => rmSync(folder, { recursive: true }));

const argvOf = (repeats: number, extra: readonly string[]) => [
  ...['ab', 'one.yaml', 'two.yaml', '--run', 'r', '--sim', 'noise=0.3'],
  ...['--sim', 'cache_outputs=none', '--sim', 'cache_quantum=128'],
  ...['--repeats', String(repeats), ...extra],
];

/** So that it says as it plays how far it is. */
const env = { ...process.env, CI: 'false' };
const begin = (words: readonly string[]) => start(words, { cwd: folder, env });

/** Runs to its end: in this process, which is nothing that a run depends on. */
const run = async (words: readonly string[]): Promise<number | null> =>
  (await turntape(words, { cwd: folder, env })).code;

/** Kills a run once it has said something on stderr. @returns null: before its end */
async function kill(words: readonly string[], once: RegExp): Promise<number | null> {
  const { child, ended, says } = begin(words);
  await says(once);
  child.kill('SIGKILL');
  return (await ended).code;
}

/** Every trial by its id and everything in it, short enough to be read when they differ. */
function readRun(file: string): { finished: boolean | undefined; trials: string[] } {
  const database = openDatabase(join(folder, file), { mode: 'read' });
  try {
    const store = createRunStore(database);
    return { finished: store.list()[0]?.finished, trials: store.readTrials('r').map(digest) };
  } finally {
    database.close();
  }
}

const digest = (trial: Trial): string => `${trial.id} ${sha256(JSON.stringify(trial))}`;

function readReport(out: string): string[] {
  const target = join(folder, out, 'r');
  return readdirSync(target)
    .sort()
    .map((name) => readFileSync(join(target, name), 'utf8').replace(/- started .*/, ''));
}

test(`killed ${kills} times and resumed, it gives the same result`, {
  timeout: 180_000,
}, async () => {
  const repeats = kills * 15;
  const play = (name: string, ...more: string[]): string[] =>
    argvOf(repeats, ['--no-charts', '--db', `${name}.db`, '--out', name, ...more]);
  expect(await run(play('whole'))).toBe(0);
  const killed = play('killed', '--resume');
  let stopped = 0;
  for (let round = 0; round < kills; round++) {
    const code = await kill(killed, /trials (played \(|were played before)/);
    if (code === null) stopped++;
  }
  expect(await run(killed)).toBe(0);
  expect(stopped).toBe(kills);
  const whole = readRun('whole.db');
  expect(whole.finished).toBe(true);
  expect(readRun('killed.db')).toEqual(whole);
  expect(readReport('killed')).toEqual(readReport('whole'));
});

/** Kills of a run that is started again: while it is played, and when its last trial is saved. */
const moments = {
  'while it is played': /trials played \(/,
  'at its end': /^60 of 60 trials played/m,
};

test.each(Object.entries(moments))(
  'killed %s, a run that is started again leaves the saved one',
  {
    timeout: 120_000,
  },
  async (_moment, killAt) => {
    const saved = argvOf(15, ['--db', 'a.db', '--out', 'out']);
    expect(await run(saved)).toBe(0);
    const [before, report] = [readRun('a.db'), readReport('out')];
    const startedAt = startOf('a.db');
    expect(await kill(saved, killAt)).toBeNull();
    expect(readRun('a.db')).toEqual(before);
    // The whole of one or of the other: what is there is a run that has finished.
    expect(await run(['report', 'r', '--db', 'a.db', '--out', 'again'])).toBe(0);
    expect(readReport('again')).toEqual(report);
    expect(await run([...saved, '--resume'])).toBe(0);
    expect(readRun('a.db')).toEqual(before);
    expect(startOf('a.db')).toBeGreaterThan(startedAt);
  },
);

function startOf(file: string): number {
  const database = openDatabase(join(folder, file), { mode: 'read' });
  try {
    return createRunStore(database).list()[0]?.startedAtMs ?? Number.NaN;
  } finally {
    database.close();
  }
}

test('parts that are merged are the whole', { timeout: 60_000 }, async () => {
  expect(await run(argvOf(3, ['--no-charts', '--db', 'whole.db', '--out', 'whole']))).toBe(0);
  for (const part of ['1/3', '2/3', '3/3']) {
    const db = `part-${part.charAt(0)}.db`;
    expect(
      await run(argvOf(3, ['--no-charts', '--shard', part, '--db', db, '--out', 'part'])),
    ).toBe(0);
    expect(readRun(db).finished).toBe(false);
  }
  const parts = ['part-3.db', 'part-1.db', 'part-2.db'];
  expect(await run(['merge', ...parts, '--db', 'merged.db'])).toBe(0);
  expect(await run(['report', 'r', '--no-charts', '--db', 'merged.db', '--out', 'merged'])).toBe(0);
  expect(readRun('merged.db')).toEqual(readRun('whole.db'));
  expect(readReport('merged')).toEqual(readReport('whole'));
});

test('parts of different runs are not merged', { timeout: 60_000 }, async () => {
  expect(await run(argvOf(1, ['--no-charts', '--db', 'a.db', '--seed', '1']))).toBe(0);
  expect(await run(argvOf(1, ['--no-charts', '--db', 'b.db', '--seed', '2']))).toBe(0);
  expect(await run(['merge', 'a.db', 'b.db', '--db', 'c.db'])).toBe(2);
});

test('Ctrl-C says how many trials are kept and how to continue, and what stays saved', async () => {
  expect(await run(argvOf(60, ['--no-charts', '--db', 'c.db']))).toBe(0);
  const before = readRun('c.db');
  const { child, ended, says } = begin(argvOf(60, ['--db', 'c.db']));
  await says(/./);
  child.kill('SIGINT');
  const { code, stderr } = await ended;
  expect(code).toBe(130);
  expect(stderr).toMatch(
    /stopped: interrupted; kept: \d+ trials?\. Continue: .* --db c\.db --resume/,
  );
  expect(stderr).toContain('the run `r` that was saved before is as it was');
  expect(readRun('c.db')).toEqual(before);
}, 60_000);
