import { expect, test } from 'vitest';
import { definition, trials } from '../run.test-support.ts';
import { metricTable } from '../tables/metric-table.ts';
import { scenarioTable } from '../tables/scenario-table.ts';
import { viewRun } from '../view.ts';
import { mergeArms } from './merge-arms.ts';

const [off, on] = definition.arms;
if (off === undefined || on === undefined) throw new TypeError('two arms');
const arms = [off, on, { ...on, name: 'again' }, { ...off, name: 'off2' }];
const copy = (from: string, to: string) =>
  trials
    .filter(({ arm }) => arm === from)
    .map((one) => ({ ...one, arm: to, id: `${one.id}${to}` }));
const view = viewRun({ ...definition, arms }, [
  ...trials,
  ...copy('on', 'again'),
  ...copy('off', 'off2'),
]);

test('an arm that repeats the numbers of another stands beside its name', () => {
  expect(mergeArms(view)).toEqual([
    { name: 'off', label: 'off, off2' },
    { name: 'on', label: 'on, again' },
  ]);
  expect(new Set(metricTable(view).rows.map(([, arm]) => arm))).toEqual(
    new Set(['off, off2', 'on, again']),
  );
  expect(scenarioTable(view).rows.map((row) => row[2])).toEqual(['on, again']);
});

test('arms that differ stay apart', () => {
  expect(mergeArms(viewRun(definition, trials)).map(({ label }) => label)).toEqual(['off', 'on']);
});
