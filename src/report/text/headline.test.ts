import { expect, test } from 'vitest';
import type { RunDefinition, Trial } from '../../domain/run.ts';
import { definition, trials } from '../run.test-support.ts';
import { viewRun } from '../view.ts';
import { describeArms } from './finding.ts';
import { describeHeadline } from './headline.ts';

/** Of the arm `on`. */
function headlineOf(run: RunDefinition, given: readonly Trial[]): string[] {
  const view = viewRun(run, given);
  return view.facts.map((facts) => describeHeadline(view, facts));
}

const [scenario] = definition.scenarios;
if (scenario === undefined) throw new TypeError('a scenario');
const names = ['a', 'b', 'c', 'd'];
const many = { ...definition, scenarios: names.map((name) => ({ ...scenario, name })) };
const played = names.flatMap((name) => trials.map((trial) => ({ ...trial, scenario: name })));

/** Trials of an arm become the baseline's, or have more uncached input than it. */
function change(given: readonly Trial[], where: readonly string[], extra: number): Trial[] {
  return given.map((trial) => {
    if (trial.arm !== 'on' || !where.includes(trial.scenario)) return trial;
    const base = given.find(
      ({ arm, scenario: name, variant }) =>
        arm === 'off' && name === trial.scenario && variant === trial.variant,
    );
    const turns = (base?.turns ?? []).map((turn) => ({
      ...turn,
      usage: turn.usage && { ...turn.usage, inputTokens: turn.usage.inputTokens + extra },
    }));
    return { ...trial, turns };
  });
}

test('scenarios are counted, two or fewer are named, each group with its range', () => {
  const mixed = change(change(played, ['a', 'b', 'c'], 129), ['d'], 0);
  expect(headlineOf(many, mixed)).toEqual([
    '`on` costs more than `off` in 3 scenarios (+6.5%); exactly the same in d. Uncached input tokens: more in 3 scenarios (+10.0%); exactly as many in d.',
  ]);
});

test('all scenarios are all, and fewer tokens are fewer', () => {
  expect(headlineOf(many, change(played, names, -129))[0]).toMatch(
    /^`on` costs less than `off` in all 4 scenarios \(-6\.5%\)\. Uncached input tokens: fewer in all 4/,
  );
});

test('what was varied is named where a difference depends on it, and not elsewhere', () => {
  const varied = played.map((trial) =>
    trial.arm === 'on' && trial.variant.endsWith('full')
      ? { ...trial, turns: change([trial, ...played], names, 500)[0]?.turns ?? [] }
      : trial,
  );
  const more = change(varied, ['a'], 400).map((trial) =>
    trial.scenario === 'a' && trial.arm === 'on' && trial.variant.endsWith('none')
      ? (change([trial, ...played], ['a'], 700)[0] ?? trial)
      : trial,
  );
  const all = more.filter(({ scenario }) => scenario === 'a');
  const one = { ...definition, scenarios: [{ ...scenario, name: 'a' }] };
  expect(headlineOf(one, all)[0]).toContain(
    'costs more than `off` in a with `cache_outputs` `none` and `full` (+',
  );
});

test('without a price it begins with tokens', () => {
  const [sentence] = headlineOf({ ...many, price: null }, played);
  expect(sentence).toMatch(/what it costs is not known, since no price is known for/);
  expect(sentence).toContain('Uncached input tokens: more or fewer, depending on `cache_outputs`,');
});

test('that no session could be finished is said first, and nothing is called equal', () => {
  const stopped = played.map((trial) => ({ ...trial, outcome: 'stopped' as const }));
  const [finding] = describeArms(viewRun(many, change(stopped, names, 0)));
  expect(finding?.sentence).toMatch(
    /^`on` could not finish (\d+) of \1 trials, `off` \1 of \1\. `on` cannot be compared with `off` in all 4/,
  );
});
