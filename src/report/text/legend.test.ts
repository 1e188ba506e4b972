import { expect, test } from 'vitest';
import { definition, trials } from '../run.test-support.ts';
import { viewRun } from '../view.ts';
import { describeLegend } from './legend.ts';

test('each arm in plain words; those that are equal are named once', () => {
  const [off, on] = definition.arms;
  if (off === undefined || on === undefined) throw new TypeError('two arms');
  const arms = [off, on, { name: 'native', agent: 'native' as const }];
  const copies = trials
    .filter(({ arm }) => arm === 'on')
    .map((trial) => ({ ...trial, arm: 'native', id: `${trial.id}n` }));
  expect(describeLegend(viewRun({ ...definition, arms }, [...trials, ...copies]))).toEqual([
    '`off` (baseline): no reasoning is sent back.',
    '`on`: reasoning of earlier answers is sent back. Equal in every request, so named once: `native`.',
  ]);
});
