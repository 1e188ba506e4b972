// A run that is started again beside the saved one that it replaces.
import type { Database } from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { KeptTurn, RunDefinition, Trial } from '../domain/run.ts';
import { keptExchange } from '../domain/trial.test-support.ts';
import { openDatabase } from './open-database.ts';
import { createPlayedRunStore } from './played-runs.ts';
import { createRunStore } from './runs.ts';
import { temporaryDatabasePath } from './store.test-support.ts';

const definition = {
  ...{ id: 'r', fingerprint: 'f', label: 'simulated', backend: 'sim', model: 'gpt-5.5' },
  ...{ seed: 's', repeats: 1, baseline: 'off', arms: [{ name: 'native', agent: 'native' }] },
  ...{ variants: [], sideBySide: [], scenarios: [], parameters: [], profile: [], price: null },
  ...{ versions: {}, command: 'turntape ab', startedAtMs: 1 },
} as RunDefinition;
const again = { ...definition, startedAtMs: 2 };

const trial = (position: number, text: string): Trial<KeptTurn> => ({
  ...{ id: `t_${position}`, scenario: 'a', repeat: position, variant: 'base', arm: 'native' },
  ...{ position, outcome: 'complete' },
  turns: [
    {
      ...{ exchange: keptExchange(`t_${position}`, 0, text), seq: 0, userTurn: 0, step: 0 },
      ...{ attempt: 1, status: 200, usage: null, ttftMs: 1, firstItemMs: null, totalMs: 2 },
      ...{ reasoning: { sentTokens: 1, countedTokens: 1, newTokens: 0 }, error: null, losses: {} },
    },
  ],
});

let database: Database;
beforeEach(() => {
  database = openDatabase(temporaryDatabasePath(), { mode: 'write' });
  const store = createPlayedRunStore(database);
  store.begin(definition);
  for (const position of [0, 1]) store.saveTrial('r', trial(position, 'old'));
  store.finish('r');
});
afterEach(() => {
  database.close();
});

/** What `report` and `runs` read, in each of the trials its request. */
function saved() {
  const store = createRunStore(database);
  const bodies = store.listTrials('r').map(({ id }) => {
    const [turn] = store.readTrial(id)?.turns ?? [];
    return new TextDecoder().decode(turn?.exchange.body);
  });
  const [listed] = store.list();
  return { started: listed?.startedAtMs, finished: listed?.finished, bodies };
}
const before = { started: 1, finished: true, bodies: ['old', 'old'] };

const rowsLeft = (): unknown =>
  ['runs', 'trials', 'trial_turns'].map((name) =>
    database.prepare(`SELECT count(*) FROM next_${name}`).pluck().get(),
  );

test('a run that is started again replaces the saved one when it has finished', () => {
  const store = createPlayedRunStore(database);
  store.begin(again);
  store.saveTrial('r', trial(0, 'new'));
  expect(saved()).toEqual(before);
  expect(store.isReplacing('r')).toBe(true);
  expect(store.readDefinition('r')).toEqual(again);
  expect(store.listTrials('r')).toHaveLength(1);
  expect(store.readTrials('r')).toHaveLength(1);
  expect(new TextDecoder().decode(store.readTrial('t_0')?.turns[0]?.exchange.body)).toBe('new');
  store.saveTrial('r', trial(1, 'new'));
  store.finish('r');
  expect(saved()).toEqual({ started: 2, finished: true, bodies: ['new', 'new'] });
  expect(store.isReplacing('r')).toBe(false);
  expect(rowsLeft()).toEqual([0, 0, 0]);
});

test('another process continues with what was started again, or begins once more', () => {
  createPlayedRunStore(database).begin(again);
  createPlayedRunStore(database).saveTrial('r', trial(0, 'new'));
  expect(createPlayedRunStore(database).listTrials('r')).toHaveLength(1);
  createPlayedRunStore(database).begin(again);
  expect(createPlayedRunStore(database).listTrials('r')).toEqual([]);
  expect(saved()).toEqual(before);
});

test('what cannot be moved leaves both as they were', () => {
  const store = createPlayedRunStore(database);
  store.begin(again);
  store.saveTrial('r', trial(0, 'new'));
  // A row that the table of saved trials does not take.
  database.exec('CREATE UNIQUE INDEX once ON trials (repeat)');
  store.saveTrial('r', { ...trial(1, 'new'), repeat: 0 });
  expect(() => store.finish('r')).toThrow('UNIQUE');
  expect(saved()).toEqual(before);
  expect(store.listTrials('r')).toHaveLength(2);
});

test('a run without a trial is replaced at once, and a deleted one takes both with it', () => {
  const store = createPlayedRunStore(database);
  store.begin(again);
  store.saveTrial('r', trial(0, 'new'));
  expect(store.remove('r')).toBe(true);
  expect([store.list(), rowsLeft()]).toEqual([[], [0, 0, 0]]);
  store.begin(definition);
  store.begin(again);
  expect(store.isReplacing('r')).toBe(false);
  expect(saved()).toEqual({ started: 2, finished: false, bodies: [] });
});
