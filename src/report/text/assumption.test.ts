import { expect, test } from 'vitest';
import { definition, trials } from '../run.test-support.ts';
import { reasoningTable } from '../tables/reasoning-table.ts';
import { viewRun } from '../view.ts';
import { describeAssumption, describeShapes } from './assumption.ts';

const values = [400, 0];
const assumed = {
  ...definition,
  variants: definition.variants.flatMap(({ name, parameters }) =>
    values.map((value) => ({
      name: `${name} reasoning_tokens=${value}`,
      parameters: { ...parameters, reasoning_tokens: value },
    })),
  ),
};
/** Without reasoning the arms are equal. */
const played = values.flatMap((value) =>
  trials.map((trial) => {
    const base = trials.find(({ arm, variant }) => arm === 'off' && variant === trial.variant);
    const turns = value === 0 ? (base?.turns ?? []) : trial.turns;
    return { ...trial, turns, variant: `${trial.variant} reasoning_tokens=${value}` };
  }),
);

test('every assumption has a row under each that is shown', () => {
  const { head, rows } = reasoningTable(viewRun(assumed, played));
  expect([head[2], head[4]]).toEqual(['assumption', 'uncached input tokens']);
  expect(rows.map((row) => [...row.slice(0, 3), row[4]])).toEqual([
    ['on', '400', 'cache_outputs=none', '+300 (+11.6%)'],
    ['on', '400', 'cache_outputs=full', '-84 (-3.3%)'],
    ['on', '0', 'cache_outputs=none', 'equal'],
    ['on', '0', 'cache_outputs=full', 'equal'],
  ]);
});

test('the page is headed by what it rests on, and one assumption is not a result', () => {
  expect(describeShapes(assumed)).toBe(': real shapes, assumed reasoning');
  expect(describeShapes(definition)).toBe('');
  expect(describeAssumption(assumed)).toContain('`400`, `0` were played');
  const one = { ...assumed, variants: assumed.variants.slice(0, 1) };
  expect(describeAssumption(one)).toContain(
    'only `400` was played, and one assumption is not a result',
  );
});
