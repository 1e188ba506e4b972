import { expect, test } from 'vitest';
import { costUsd } from '../metrics/cost-usd.ts';
import type { MetricAnalysis } from './analyse-metric.ts';
import { armVerdicts, metricVerdict, type Verdict } from './verdict.ts';

/** Tolerance 10; the 90% interval is the 95% one drawn in by 1. */
function analysisOf(low: number, high: number): MetricAnalysis {
  return {
    ...{ level: 0.95, equivalenceLevel: 0.9 },
    metric: costUsd,
    scale: 'difference',
    ...{ clusters: 8, pairs: 8, effect: (low + high) / 2, low, high, tolerance: 10 },
    narrow: { low: low + 1, high: high - 1 },
    // What the interval says, as a p-value: 0.05 where it ends at zero.
    p: low > 0 || high < 0 ? 0.02 : 0.4,
    equivalenceP: low + 1 > -10 && high - 1 < 10 ? 0.02 : 0.4,
    ...{ baselineMean: 500, signFlipP: 0, wilcoxonP: 0, hodgesLehmann: 0, sd: 1 },
    ...{ minimumDetectable: 1, byCluster: [], outliers: [] },
  };
}
const better = analysisOf(-60, -20);
const worse = analysisOf(20, 60);
const equivalent = analysisOf(-4, 6);
const unclear = analysisOf(-40, 30);

test.each([
  [better, 'better'],
  [worse, 'worse'],
  [equivalent, 'equivalent'],
  [unclear, 'inconclusive'],
  // Excludes zero, but is smaller than the tolerance: equivalent, not worse.
  [analysisOf(2, 8), 'equivalent'],
  // Excludes zero and may be larger or smaller than the tolerance.
  [analysisOf(1, 15), 'inconclusive'],
  [null, 'invalid'],
] as const)('a metric: case %#', (analysis, verdict) => {
  expect(metricVerdict(analysis)).toBe(verdict);
});

const evidence = { mayInfer: true, isComparable: true };
const verdictsOf = (...analyses: (MetricAnalysis | null)[]): Verdict[] =>
  armVerdicts(analyses.map((primary) => ({ ...evidence, primary }))).map(({ verdict }) => verdict);

test.each([
  ['better', better, {}],
  ['worse', worse, {}],
  ['equivalent', equivalent, {}],
  ['inconclusive', unclear, {}],
  ['invalid', null, {}],
  ['inconclusive', better, { isComparable: false }],
  ['inconclusive', worse, { isComparable: false }],
  ['inconclusive', equivalent, { isComparable: false }],
  ['inconclusive', better, { mayInfer: false }],
] as const)('an arm is %s: case %#', (verdict, primary, change) => {
  expect(armVerdicts([{ ...evidence, ...change, primary }])[0]?.verdict).toBe(verdict);
});

test('several arms share the error of 5%', () => {
  // p = 0.02 three times: 0.06 after the adjustment.
  expect(verdictsOf(better, worse, better)).toEqual(Array(3).fill('inconclusive'));
  expect(verdictsOf(equivalent, equivalent, equivalent)).toEqual(Array(3).fill('inconclusive'));
  const sure = { ...better, p: 0.001 };
  expect(verdictsOf(sure, unclear, null)).toEqual(['better', 'inconclusive', 'invalid']);
  // Holm's last step: 0.02 is the largest of two and is not multiplied.
  expect(verdictsOf(sure, worse)).toEqual(['better', 'worse']);
});

test('an arm of which nothing may be inferred takes no part in the adjustment', () => {
  const found = armVerdicts([
    { ...evidence, primary: better },
    { ...evidence, mayInfer: false, primary: better },
  ]);
  expect(found).toEqual([
    { verdict: 'better', adjustedP: 0.02 },
    { verdict: 'inconclusive', adjustedP: null },
  ]);
});
