// What is decided before any run is looked at.

import { cachedRatio } from '../metrics/cached-ratio.ts';
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

export const primaryMetric = uncachedInputTokens;
/** Declared here, before any run: Holm's adjustment is over exactly these. */
export const secondaryNames = [cachedRatio.name, ttftP50.name, 'error_400.attempts'];

/**
 * Tests are for what was declared; of thirty metrics that are looked at, one is always
 * "significant".
 */
export function isTested({ decides, name }: Metric): boolean {
  return decides || secondaryNames.includes(name);
}

/** `population`: clusters are scenarios; `scenario`: blocks of the only one, and it alone. */
export type Scope = 'population' | 'scenario' | 'described';
