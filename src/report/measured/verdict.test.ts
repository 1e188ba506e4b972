import { expect, test } from 'vitest';
import { uncachedInputTokens } from '../metrics/uncached-input-tokens.ts';
import type { MetricAnalysis } from './analyse-metric.ts';
import { armVerdict, metricVerdict } from './verdict.ts';

/** Tolerance 10; the 90% interval is the 95% one drawn in by 1. */
function analysisOf(low: number, high: number): MetricAnalysis {
  return {
    level: 0.95,
    metric: uncachedInputTokens,
    scale: 'difference',
    ...{ clusters: 8, pairs: 8, effect: (low + high) / 2, low, high, tolerance: 10 },
    narrow: { low: low + 1, high: high - 1 },
    ...{ baselineMean: 500, p: 0, signFlipP: 0, wilcoxonP: 0, hodgesLehmann: 0 },
    ...{ equivalenceP: 0, sd: 1, minimumDetectable: 1, outliers: [] },
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

test.each([
  ['better', better, better, false],
  ['better', better, equivalent, false],
  ['inconclusive', better, unclear, false],
  ['worse', better, worse, false],
  ['inconclusive', better, null, false],
  ['inconclusive', better, better, true],
  ['worse', worse, better, true],
  ['equivalent', equivalent, equivalent, false],
  ['inconclusive', equivalent, unclear, false],
  // The primary metric decides: a cheaper bill alone is not what was asked.
  ['inconclusive', unclear, better, false],
  ['invalid', null, better, false],
] as const)('an arm is %s: case %#', (verdict, primary, other, losesMore) => {
  expect(armVerdict(primary, [other], losesMore)).toBe(verdict);
});
