import { expect, test } from 'vitest';
import { costUsd } from '../metrics/cost-usd.ts';
import { uncachedInputTokens } from '../metrics/uncached-input-tokens.ts';
import { definition, trials } from '../run.test-support.ts';
import { viewRun } from '../view.ts';
import { benefitLines } from './benefit-lines.ts';
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

test('the benefit is an axis: a line crosses zero at the break-even of its assumption', () => {
  const lines = valuesOf(benefitLines(view)) as unknown as { saved: number; change: number }[];
  const [from, to] = lines;
  if (from === undefined || to === undefined) throw new TypeError('a line');
  const crossing = (from.change * to.saved) / (from.change - to.change);
  expect(crossing).toBeCloseTo(view.facts[0]?.breakEven?.high ?? 0, 6);
  expect(to.saved).toBeCloseTo(1.5 * crossing, 6);
  expect(benefitLines(viewRun({ ...definition, price: null }, trials))).toBeNull();
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
