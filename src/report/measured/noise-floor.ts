// What an A/A run could not rule out between two equal arms: the floor under every A/B.

import type { RunDefinition } from '../../domain/run.ts';
import { canonicalJson } from '../../lib/canonical-json.ts';
import type { JsonValue } from '../../lib/json.ts';
import type { MetricAnalysis } from './analyse-metric.ts';

export interface NoiseFloor {
  /** The A/A run. */
  readonly run: string;
  /** By metric, on the scale of the test. */
  readonly floors: Readonly<Record<string, number>>;
  /** Metrics whose interval did not cover zero although nothing differed. */
  readonly failed: readonly string[];
}

/** The arm that is the baseline once more, under another name; undefined when there is none. */
export function aaArmOf({ arms, baseline }: RunDefinition): string | undefined {
  const body = ({ name: _, ...rest }: RunDefinition['arms'][number]): string =>
    canonicalJson(rest as unknown as JsonValue);
  const base = arms.find(({ name }) => name === baseline);
  if (base === undefined) return undefined;
  return arms.find((arm) => arm.name !== baseline && body(arm) === body(base))?.name;
}

/** The farther end of each interval. */
export function noiseFloorOf(run: string, analyses: readonly MetricAnalysis[]): NoiseFloor {
  const limits = analyses.map(({ metric, scale, low, high }) => ({
    name: metric.name,
    low: scale === 'ratio' ? Math.log(low) : low,
    high: scale === 'ratio' ? Math.log(high) : high,
  }));
  return {
    run,
    floors: Object.fromEntries(
      limits.map(({ name, low, high }) => [name, Math.max(Math.abs(low), Math.abs(high))]),
    ),
    failed: limits.filter(({ low, high }) => low > 0 || high < 0).map(({ name }) => name),
  };
}
