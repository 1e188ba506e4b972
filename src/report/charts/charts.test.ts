import { expect, test } from 'vitest';
import { costUsd } from '../metrics/cost-usd.ts';
import { uncachedInputTokens } from '../metrics/uncached-input-tokens.ts';
import { definition, trials } from '../run.test-support.ts';
import { viewRun } from '../view.ts';
import { decompositionBars } from './decomposition-bars.ts';
import { pairedDots } from './paired-dots.ts';
import { ttftDistribution } from './ttft-distribution.ts';

const view = viewRun(definition, trials);

type Values = readonly Record<string, string | number>[];
const valuesOf = (spec: object | null): Values =>
  (spec as { data: { values: Values } } | null)?.data.values ?? [];

test('paired dots: one value per scenario, arm and shown assumption', () => {
  const values = valuesOf(pairedDots(view, uncachedInputTokens));
  expect(values.map(({ value }) => value)).toEqual([2580, 2880, 2580, 2496]);
  expect(pairedDots(viewRun({ ...definition, price: null }, trials), costUsd)).toBeNull();
});

test('the parts of a bar add up to the uncached tokens', () => {
  const values = valuesOf(decompositionBars(view));
  const sum = (arm: string, assumption: string): number =>
    values
      .filter((value) => value['arm'] === arm && value['assumption'] === assumption)
      .reduce((total, { tokens }) => total + Number(tokens), 0);
  expect(sum('on', 'cache_outputs=none')).toBe(2880);
  expect(sum('on', 'cache_outputs=full')).toBe(2496);
});

test('the distribution ends at all requests, and is bounded', () => {
  const values = valuesOf(ttftDistribution(view));
  expect(values.slice(0, 2)).toMatchObject([
    { ms: 100, share: 0.5 },
    { ms: 101, share: 1 },
  ]);
  const many = trials.flatMap((trial) => Array.from({ length: 300 }, () => trial));
  expect(valuesOf(ttftDistribution(viewRun(definition, many))).length).toBe(4 * 200);
});
