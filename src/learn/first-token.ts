// How long the first token takes, where files say: a base, and what uncached input, cached input
// and the reasoning before the first visible token add. By least absolute deviations.
import type { UsageCall } from '../domain/usage-call.ts';
import { quantile } from '../stats/descriptive.ts';
import { leastAbsoluteFit } from '../stats/least-absolute.ts';
import { basisOf, confidenceOf, type LearnedRule, open, tooLittle } from './learned-rule.ts';
import { medianInterval } from './median-interval.ts';

export interface FirstToken {
  readonly median_ms: number;
  /** What is left where nothing has to be read. */
  readonly base_ms: number;
  readonly us_per_uncached_token: number;
  readonly us_per_cached_token: number;
  readonly ms_per_reasoning_token: number;
}

interface Observation {
  /** Time, uncached input, cached input, reasoning. */
  readonly row: readonly [number, number, number, number];
  readonly sessionKey: string;
  readonly source: string;
}

/** The interval is that of the median time, over sessions. */
export function learnFirstToken(calls: readonly UsageCall[]): LearnedRule<FirstToken> {
  const observations = calls.flatMap((call) => observe(call) ?? []);
  const basis = basisOf(observations);
  const why = tooLittle(basis);
  if (why !== null) return open(basis, [why]);
  const fit = leastAbsoluteFit(observations.map(({ row }) => row));
  if (fit === null) return open(basis, ['times and sizes do not vary enough to tell']);
  const [uncached = 0, cached = 0, reasoning = 0, base = 0] = fit;
  const times = observations.map(({ row: [time] }) => time);
  const bySession = Map.groupBy(observations, ({ sessionKey }) => sessionKey);
  const medians = [...bySession.values()].map((own) => medianOf(own.map(({ row: [ms] }) => ms)));
  return {
    value: {
      median_ms: medianOf(times),
      base_ms: base,
      us_per_uncached_token: 1000 * uncached,
      us_per_cached_token: 1000 * cached,
      ms_per_reasoning_token: reasoning,
    },
    ...basis,
    interval: medianInterval(medians, 'first-token'),
    confidence: confidenceOf(basis, 0.5),
    against: [],
  };
}

function observe(call: UsageCall): Observation | null {
  const { ttftMs, inputTokens, cachedTokens, reasoningTokens, source, session } = call;
  if (ttftMs === undefined || ttftMs === null || inputTokens === null || cachedTokens === null) {
    return null;
  }
  return {
    row: [ttftMs, inputTokens - cachedTokens, cachedTokens, reasoningTokens ?? 0],
    sessionKey: `${source}\n${session}`,
    source,
  };
}

function medianOf(values: readonly number[]): number {
  return quantile(values, 0.5) ?? 0;
}
