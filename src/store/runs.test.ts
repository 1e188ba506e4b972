// Runs saved and read back.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { KeptTurn, RunDefinition, Trial } from '../domain/run.ts';
import { keptExchange } from '../domain/trial.test-support.ts';
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
const turn = (seq: number, body: string): KeptTurn => ({
  exchange: keptExchange('t_1', seq, body),
  seq,
  userTurn: 0,
  step: seq,
  attempt: 1,
  status: 200,
  usage: null,
  reasoning: { sentTokens: 1, countedTokens: 1, newTokens: 0 },
  ttftMs: 1.5,
  firstItemMs: null,
  totalMs: 2,
  error: null,
  losses: { max_tokens: 1 },
});
const trial: Trial<KeptTurn> = {
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
  expect(store.readTrial('t_1')).toEqual(trial);
  const numbers = trial.turns.map(({ exchange: _exchange, ...turn }) => turn);
  expect(store.readTrials('r_test')).toEqual([{ ...trial, turns: numbers }]);
});

test('of a played turn the bytes of the response are not kept, and no secret of a header', () => {
  const store = createRunStore(database);
  store.begin(definition);
  const [first] = trial.turns;
  if (first === undefined) throw new TypeError('no turn');
  const secret = 'Bearer made-up-secret';
  const responseBody = new TextEncoder().encode('data: made-up-answer');
  const exchange = {
    ...first.exchange,
    headers: [['Authorization', secret]] as const,
    response: { status: 200, statusText: '', headers: [['set-cookie', secret]], elapsedMs: 1 },
    responseBody,
    chunks: [{ offset: 0, length: responseBody.length, elapsedMs: 2 }],
  } as const;
  store.saveTrial('r_test', { ...trial, turns: [{ ...first, exchange }] });
  const [read] = store.readTrial('t_1')?.turns ?? [];
  expect(read?.exchange.headers).toEqual([
    ['Authorization', expect.stringMatching(/^<redacted:[0-9a-f]{8}>$/)],
  ]);
  expect(read?.exchange.response?.headers).toEqual([
    ['set-cookie', expect.stringMatching(/^<redacted:/)],
  ]);
  const rows = JSON.stringify(database.prepare('SELECT * FROM trial_turns').all());
  expect(rows).not.toContain('made-up');
});

test('a request is kept as what is new between the start and the end of the one before', () => {
  const store = createRunStore(database);
  store.begin(definition);
  const tools = `"tools":["${'tool '.repeat(5_000)}"]`;
  const bodies = ['["a"]', '["a","b"]', '["a","b","c"]'].map(
    (input) => `{"input":${input},${tools}}`,
  );
  store.saveTrial('r_test', { ...trial, turns: bodies.map((body, seq) => turn(seq, body)) });
  const rests = database
    .prepare<[], number>('SELECT length(rest) FROM trial_turns ORDER BY seq')
    .pluck()
    .all();
  expect(rests.slice(1).every((bytes) => bytes < 20)).toBe(true);
  const read = store.readTrial('t_1')?.turns.map(({ exchange }) => exchange.body);
  expect(read?.map((body) => new TextDecoder().decode(body))).toEqual(bodies);
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
  ['a body that cannot be decompressed', "UPDATE trial_turns SET rest = x'0011'"],
  ['an exchange that is cut', "UPDATE trial_turns SET exchange = '{'"],
])('%s: the run is damaged, in one line', (_, damage) => {
  const store = createRunStore(database);
  store.begin(definition);
  store.saveTrial('r_test', trial);
  database.exec(damage);
  const read = (): void => {
    store.readDefinition('r_test');
    store.readTrials('r_test');
    store.readTrial('t_1');
  };
  expect(read).toThrow(/^the (run `r_test`|trial `t_1`) is damaged in the database/);
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

test.each([
  ['climbs out of the folder of reports', { id: '../../elsewhere' }],
  ['controls a terminal', { arms: [{ name: '\u001b[2J', agent: 'native' }] }],
  ['turns a text around', { scenarios: [{ name: '\u202ea' }] }],
  ['has another type', { repeats: 'many' }],
])('a name from another machine that %s is not read', (_what, change) => {
  const id = 'id' in change ? change.id : 'r_test';
  database
    .prepare('INSERT INTO runs (id, fingerprint, started_at_ms, definition) VALUES (?, ?, 0, ?)')
    .run(id, 'f', JSON.stringify({ ...definition, ...change }));
  const store = createRunStore(database);
  expect(() => store.readDefinition(id)).toThrow('is damaged in the database');
});

test('a run under the id of another is not read', () => {
  database
    .prepare('INSERT INTO runs (id, fingerprint, started_at_ms, definition) VALUES (?, ?, 0, ?)')
    .run('../x', 'f', JSON.stringify(definition));
  expect(() => createRunStore(database).readDefinition('../x')).toThrow('of another run');
});

test('a run is deleted with its trials, and others stay', () => {
  const store = createRunStore(database);
  for (const id of ['r_test', 'r_other']) store.begin({ ...definition, id });
  store.saveTrial('r_test', trial);
  expect([store.sizeOf('r_test') > 0, store.sizeOf('r_other')]).toEqual([true, 0]);
  expect([store.remove('r_test'), store.remove('r_test')]).toEqual([true, false]);
  expect(store.list().map(({ id }) => id)).toEqual(['r_other']);
  expect(database.prepare('SELECT count(*) FROM trial_turns').pluck().get()).toBe(0);
});
