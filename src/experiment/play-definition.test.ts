import { expect, test } from 'vitest';
import { loadO200kTokenizer } from '../backends/o200k-tokenizer.ts';
import { presetArms } from '../domain/preset-arm.ts';
import { defaultSimulatorParameters } from '../profiles/simulator-parameters.ts';
import { RunStopped } from '../runner/run-stopped.ts';
import type { TrialFactories } from '../runner/trial.ts';
import { playHere, type TrialPlayer } from '../runner/trial-player.ts';
import { loadScenario } from '../scenarios/load.ts';
import { openDatabase } from '../store/open-database.ts';
import { createPlayedRunStore } from '../store/played-runs.ts';
import { createRunStore } from '../store/runs.ts';
import { temporaryDatabasePath } from '../store/store.test-support.ts';
import { defineRun } from './definition/define-run.ts';
import { planSweep } from './definition/sweep.ts';
import { simulatedFactories } from './factories/simulated-factories.ts';
import { type PlayOptions, playDefinition } from './play-definition.ts';

const scenarios = ['a', 'b'].map((name) =>
  loadScenario(
    `{name: ${name}, description: d, situation: s, system: [sys], turns: [{user: u, steps: [{text: t}]}]}`,
    'x.yaml',
  ),
);
const fixed = { cache_outputs: 'none', cache_quantum: 128 } as const;
const definition = defineRun({
  name: 'r',
  label: 'simulated',
  backend: 'sim',
  simulation: { sweep: planSweep({ fixed, model: 'gpt-5.5' }), profile: null, reasoning: [] },
  model: 'gpt-5.5',
  seed: '1',
  repeats: 1,
  looks: 1,
  arms: presetArms('off', 'on'),
  baseline: 'off',
  scenarios,
  client: null,
  cache: 'cold',
  population: undefined,
  versions: {},
  command: '',
  startedAtMs: 0,
});

const { signal } = new AbortController();
const playerOn = (factories: TrialFactories): TrialPlayer =>
  playHere({ model: definition.model, factories, concurrency: 1, signal });

/** A run in a new database, and what its observer was told. */
async function setUp() {
  const factories = simulatedFactories(defaultSimulatorParameters, await loadO200kTokenizer());
  const database = openDatabase(temporaryDatabasePath(), { mode: 'write' });
  const store = createPlayedRunStore(database);
  const told: (string | boolean)[][] = [];
  const options: PlayOptions = {
    definition,
    scenarios,
    store,
    play: playerOn(factories),
    observer: {
      begin: (planned, played) => told.push([`${played} of ${planned}`]),
      trialPlayed: ({ scenario }, blockEnds) => told.push([scenario, blockEnds]),
    },
    resume: false,
    shard: null,
  };
  return { options, factories, store, database, told };
}

test('tells how much there is to play, then of every trial when it is saved', async () => {
  const { options, store, told } = await setUp();
  expect(await playDefinition(options)).toBeNull();
  expect(told).toEqual([['0 of 4'], ['a', false], ['a', true], ['b', false], ['b', true]]);
  expect(store.list()).toMatchObject([{ id: 'r', finished: true }]);
});

test('a run that was stopped keeps what it has, and continues with the rest', async () => {
  const { options, factories, store, told } = await setUp();
  let backends = 0;
  const stop = new RunStopped('budget', 'enough');
  const stopped = await playDefinition({
    ...options,
    play: playerOn({
      ...factories,
      createBackend(setup) {
        if (backends++ === 3) throw stop;
        return factories.createBackend(setup);
      },
    }),
  });
  expect(stopped).toBe(stop);
  expect(store.list()).toMatchObject([{ finished: false }]);
  expect(await playDefinition({ ...options, resume: true })).toBeNull();
  expect(told.slice(-2)).toEqual([['3 of 4'], ['b', true]]);
  expect(store.readTrials('r')).toHaveLength(4);
});

test('a run that is started again and fails leaves the saved one, and can be continued', async () => {
  const { options, factories, database, told } = await setUp();
  await playDefinition(options);
  const saved = createRunStore(database);
  const before = saved.readTrials('r');
  const again = { ...options, definition: { ...definition, startedAtMs: 1 } };
  let backends = 0;
  const failing = playerOn({
    ...factories,
    createBackend(setup) {
      if (backends++ === 2) throw new TypeError('a defect');
      return factories.createBackend(setup);
    },
  });
  await expect(playDefinition({ ...again, play: failing })).rejects.toThrow('a defect');
  expect(saved.readTrials('r')).toEqual(before);
  expect(saved.list()).toEqual([{ id: 'r', startedAtMs: 0, finished: true }]);
  told.length = 0;
  expect(await playDefinition({ ...again, resume: true })).toBeNull();
  expect(told[0]).toEqual(['2 of 4']);
  expect(saved.list()).toEqual([{ id: 'r', startedAtMs: 1, finished: true }]);
  expect(saved.readTrials('r')).toEqual(before);
});
