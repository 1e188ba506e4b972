// What is decided before any run is looked at.

import { cachedRatio } from '../metrics/cached-ratio.ts';
import { costUsd } from '../metrics/cost-usd.ts';
import type { Metric } from '../metrics/metric.ts';
import { ttftP50 } from '../metrics/ttft.ts';
import { uncachedInputTokens } from '../metrics/uncached-input-tokens.ts';

/** Below this many independent sessions nothing is inferred. */
export const clustersMin = 8;
/** Relative difference considered negligible. */
export const defaultTolerance = 0.02;
/** Of intervals where nothing else is planned. */
export const defaultLevel = 0.95;
/** Both one-sided 5% tests of equivalence at once. */
export const defaultEquivalenceLevel = 0.9;

/** Below this share of complete pairs there is no verdict: too much is not known. */
export const completePairsMin = 0.9;

/** The verdict is about what a session costs; everything else explains it. */
export const primaryMetric = costUsd;
/** Declared here, before any run: Holm's adjustment is over exactly these. */
export const secondaryNames = [
  uncachedInputTokens.name,
  cachedRatio.name,
  ttftP50.name,
  'error_400.attempts',
];

/**
 * Tests are for what was declared; of thirty metrics that are looked at, one is always
 * "significant".
 */
export function isTested({ name }: Metric): boolean {
  return name === primaryMetric.name || secondaryNames.includes(name);
}

/** `population`: clusters are scenarios; `scenario`: blocks of the only one, and it alone. */
export type Scope = 'population' | 'scenario' | 'described';
