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

test('of arms that repeat their numbers the first one stands for all', () => {
  expect(mergeArms(view)).toEqual([
    { name: 'off', equal: ['off2'] },
    { name: 'on', equal: ['again'] },
  ]);
  expect(new Set(metricTable(view).rows.map(([, arm]) => arm))).toEqual(new Set(['off', 'on']));
  expect(scenarioTable(view).rows.map((row) => row[1])).toEqual(['on']);
});

test('arms that differ stay apart', () => {
  expect(mergeArms(viewRun(definition, trials))).toEqual([
    { name: 'off', equal: [] },
    { name: 'on', equal: [] },
  ]);
});
