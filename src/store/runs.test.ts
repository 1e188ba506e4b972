import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunDefinition, Trial, TurnRecord } from '../domain/run.ts';
import { openDatabase } from './open-database.ts';
import { createRunStore } from './runs.ts';

const definition: RunDefinition = {
  id: 'r_test',
  fingerprint: 'f',
  label: 'simulated',
  backend: 'sim',
  model: 'gpt-5.5',
  seed: 's',
  repeats: 1,
  baseline: 'off',
  arms: [{ name: 'native', agent: 'native' }],
  variants: [{ name: 'base', parameters: { cache_outputs: 'none' } }],
  sideBySide: ['cache_outputs'],
  scenarios: [],
  parameters: [],
  profile: [],
  price: null,
  versions: { turntape: '0.1.0' },
  command: 'turntape ab',
  startedAtMs: 1,
};
const turn = (seq: number, requestBody: string): TurnRecord => ({
  seq,
  userTurn: 0,
  step: seq,
  attempt: 1,
  status: 200,
  requestBody,
  usage: null,
  reasoning: { sentTokens: 1, countedTokens: 1, newTokens: 0 },
  ttftMs: 1.5,
  firstItemMs: null,
  totalMs: 2,
  error: null,
  losses: { max_tokens: 1 },
});
const trial: Trial = {
  id: 't_1',
  scenario: 'a',
  repeat: 0,
  variant: 'base',
  arm: 'native',
  position: 0,
  outcome: 'complete',
  turns: [turn(0, '{"input":["ä"]}'), turn(1, '{"input":["ä","€"]}'), turn(2, '{"other":1}')],
};

let folder: string;
let database: Database;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'turntape-runs-'));
  database = openDatabase(join(folder, 'x', 'a.db'), { mode: 'write', busyTimeoutMs: 5_000 });
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

test('definition and trials are read back as they were saved', () => {
  const store = createRunStore(database);
  store.begin(definition);
  store.saveTrial('r_test', trial);
  expect(store.readDefinition('r_test')).toEqual(definition);
  expect(store.readTrials('r_test')).toEqual([trial]);
});

test('a run that was stopped keeps its trials and is listed as unfinished', () => {
  const store = createRunStore(database);
  store.begin(definition);
  store.saveTrial('r_test', trial);
  expect(store.list()).toEqual([{ id: 'r_test', startedAtMs: 1, finished: false }]);
  store.finish('r_test');
  expect(store.list()[0]?.finished).toBe(true);
});

test('a run of the same id replaces the earlier one with its trials', () => {
  const store = createRunStore(database);
  store.begin(definition);
  store.saveTrial('r_test', trial);
  store.begin({ ...definition, seed: 'other' });
  expect(store.readTrials('r_test')).toEqual([]);
  expect(store.readDefinition('r_test')?.seed).toBe('other');
});

test('a run that does not exist is undefined', () => {
  expect(createRunStore(database).readDefinition('r_none')).toBeUndefined();
});

test.each([
  ['a definition that is cut', 'UPDATE runs SET definition = \'{"arms": [\''],
  ['a definition of something else', "UPDATE runs SET definition = '{}'"],
  ['a record that is cut', "UPDATE trial_turns SET record = '{'"],
  ['a body that is none', "UPDATE trial_turns SET rest = x'0011'"],
])('%s: the run is damaged, in one line', (_, damage) => {
  const store = createRunStore(database);
  store.begin(definition);
  store.saveTrial('r_test', trial);
  database.exec(damage);
  const read = (): void => {
    store.readDefinition('r_test');
    store.readTrials('r_test');
  };
  expect(read).toThrow(/^the run `r_test` is damaged in the database/);
});

test('a session that another process has saved is not saved twice, in one line', () => {
  const store = createRunStore(database);
  store.begin(definition);
  store.saveTrial('r_test', trial);
  expect(() => store.saveTrial('r_test', trial)).toThrow(
    /^another turntape plays the run `r_test` at the same time/,
  );
  expect(store.listTrials('r_test')).toHaveLength(1);
});
