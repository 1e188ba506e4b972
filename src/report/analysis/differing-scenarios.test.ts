import { expect, test } from 'vitest';
import { chartSpecs } from '../charts/chart-specs.ts';
import { renderRequests } from '../page/page-parts.ts';
import { definition, trials } from '../run.test-support.ts';
import { viewRun } from '../view.ts';
import { differingScenarios } from './differing-scenarios.ts';

const [scenario] = definition.scenarios;
if (scenario === undefined) throw new TypeError('a scenario');
const names = Array.from({ length: 60 }, (_, index) => `s${index}`);
const many = { ...definition, scenarios: names.map((name) => ({ ...scenario, name })) };
/** Only the last three differ; the arms are equal in the others. */
const played = names.flatMap((name, index) =>
  trials.map((trial) => {
    const base = trials.find(({ arm, variant }) => arm === 'off' && variant === trial.variant);
    const turns = index < 57 ? (base?.turns ?? []) : trial.turns;
    return { ...trial, scenario: name, turns };
  }),
);

const view = viewRun(many, played);

test('those that differ most are shown, in the order of the run', () => {
  expect(differingScenarios(view.scenarios, 3).map(({ name }) => name)).toEqual([
    's57',
    's58',
    's59',
  ]);
  expect(differingScenarios(view.scenarios, 60)).toBe(view.scenarios);
});

test('a page of many sessions is bounded, and says what it leaves out', () => {
  const perRequest = chartSpecs(view).find(({ file }) => file === 'cost-usd.svg');
  expect(perRequest?.title).toBe('cost per request (the 4 scenarios that differ most)');
  expect(JSON.stringify(perRequest).match(/"s\d+"/g)?.length).toBeLessThan(100);
  expect(renderRequests(view)).toMatch(/The 24 scenarios that differ most; 36 others left out/);
});
