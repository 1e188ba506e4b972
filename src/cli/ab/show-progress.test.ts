import { expect, test } from 'vitest';
import { presetArms } from '../../domain/preset-arm.ts';
import type { RunDefinition, Trial } from '../../domain/run.ts';
import type { Terminal } from '../../terminal/console.ts';
import { showProgress } from './show-progress.ts';

const definition = {
  label: 'simulated',
  backend: 'sim',
  baseline: 'off',
  arms: presetArms('off', 'on'),
  variants: [{ name: 'base' }, { name: 'other' }],
} as unknown as RunDefinition;

function trial(arm: string, variant: string, inputTokens: number, more: object = {}): Trial {
  const turns = [{ usage: { inputTokens, cachedTokens: 0 }, error: null }];
  return { scenario: 's', arm, variant, outcome: 'complete', turns, ...more } as unknown as Trial;
}

/** What is noted of a run whose trials take a second each. */
function notesOf(
  changes: Partial<RunDefinition>,
  trials: readonly Trial[],
  { played = 0, env = {} }: { played?: number; env?: Record<string, string> } = {},
): string[] {
  const notes: string[] = [];
  const terminal = { env, note: (text: string) => notes.push(text) } as unknown as Terminal;
  let nowMs = 0;
  const progress = showProgress({ ...definition, ...changes }, terminal, () => nowMs);
  progress.begin(trials.length + played, played);
  for (const [index, one] of trials.entries()) {
    nowMs += 1_000;
    progress.trialPlayed(one, index % 2 === 1);
  }
  return notes;
}

const twoBlocks = [
  trial('off', 'base', 100),
  trial('on', 'base', 150),
  trial('off', 'other', 100),
  trial('on', 'other', 900),
];

test('after each block: how far, how long, and the change in the first variant', () => {
  expect(notesOf({}, twoBlocks)).toEqual([
    '2 of 4 trials played (s); about 2 s left; uncached so far: on +50.0%',
    '4 of 4 trials played (s); uncached so far: on +50.0%',
  ]);
});

test('a run that continues says what was played before', () => {
  expect(notesOf({}, twoBlocks.slice(0, 2), { played: 6 })).toEqual([
    '6 of 8 trials were played before',
    '8 of 8 trials played (s); uncached so far: on +50.0%',
  ]);
});

test('a measured run shows no change while it runs, and says which session ended early', () => {
  const live = { label: 'measured', backend: 'openai' } as const;
  const ended = trial('on', 'base', 1, {
    outcome: 'stopped',
    turns: [{ usage: null, error: 'no' }],
  });
  expect(notesOf(live, [trial('off', 'base', 1), ended])).toEqual([
    's (on) could not continue: no',
    '2 of 2 trials played (s)',
  ]);
});

test('a log of continuous integration is not filled', () => {
  expect(notesOf({}, twoBlocks, { env: { CI: 'true' } })).toEqual([]);
  expect(notesOf({}, twoBlocks, { env: { CI: 'false' } })).toHaveLength(2);
});
