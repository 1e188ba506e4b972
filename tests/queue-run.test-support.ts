// One small run of `ab`, played in one process and on a queue: how it is asked for and worked at, and
// what of it is compared.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Trial } from '../src/domain/run.ts';
import { sha256 } from '../src/lib/sha256.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { createRunStore } from '../src/store/runs.ts';
import { createProcesses, type Running, redisProgram } from './queue-processes.test-support.ts';

export interface Result {
  readonly finished: boolean | undefined;
  readonly trials: string[];
  readonly report: string[];
}

export const folder = mkdtempSync(join(tmpdir(), 'turntape-queue-'));
export const processes = createProcesses(folder);
export const { start, serve } = processes;
/** For one test: a bound against hangs. */
export const timeout = 300_000;

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
/** So many that trials share jobs. */
export const repeats = 17;
export const argv = [
  ...['ab', 'one.yaml', 'two.yaml', '--run', 'r', '--sim', 'noise=0.3', '--no-charts'],
  ...['--sim', 'cache_outputs=none', '--sim', 'cache_quantum=128', '--repeats', String(repeats)],
];

export const ask = (url: string, name: string, ...more: string[]): Running =>
  start([...argv, '--db', `${name}.db`, '--out', name, '--queue', url, ...more]);
export const work = (url: string, ...more: string[]): Running =>
  start(['worker', url, '--lease', '2', ...more]);

/** Every trial with all that is in it, short enough to be read when they differ, and the report. */
export function readResult(name: string): Result {
  const database = openDatabase(join(folder, `${name}.db`), { mode: 'read' });
  const digest = (trial: Trial): string => `${trial.id} ${sha256(JSON.stringify(trial))}`;
  try {
    const store = createRunStore(database);
    const rows = database
      .prepare('SELECT trial, seq, record, exchange, hex(rest) FROM trial_turns ORDER BY 1, 2')
      .raw()
      .all();
    // What replaces the value of a header is made with the database's own key.
    const saved = JSON.stringify(rows).replaceAll(/<redacted:\w{8}>/g, '<redacted>');
    const report = readdirSync(join(folder, name, 'r'))
      .sort()
      .map((file) => readFileSync(join(folder, name, 'r', file), 'utf8'));
    return {
      finished: store.list()[0]?.finished,
      trials: [...store.readTrials('r').map(digest), sha256(saved)],
      report: report.map((text) => text.replace(/- started .*/, '')),
    };
  } finally {
    database.close();
  }
}

/** In one process; nothing where no Redis is installed, since there is nothing to compare it with. */
export async function playWhole(): Promise<Result | null> {
  for (const name of ['one', 'two']) writeFileSync(join(folder, `${name}.yaml`), scenario(name));
  if (redisProgram === undefined) return null;
  const { ended } = start([...argv, '--db', 'whole.db', '--out', 'whole']);
  expect((await ended).code).toBe(0);
  return readResult('whole');
}

export function removeRun(): void {
  rmSync(folder, { recursive: true, force: true });
}
