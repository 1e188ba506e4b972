// How much a model reasons per call, as a distribution that scenarios and traces can draw from, and
// how large its encrypted form is.
import type { UsageCall } from '../domain/usage-call.ts';
import { clusteredMeanInterval } from '../stats/clustered.ts';
import { quantile } from '../stats/descriptive.ts';
import { leastAbsoluteFit } from '../stats/least-absolute.ts';
import { sumBySession } from './count-by-session.ts';
import { basisOf, confidenceOf, type LearnedRule, level, open, tooLittle } from './learned-rule.ts';

export interface ReasoningDistribution {
  readonly zero_share: number;
  readonly mean: number;
  readonly median: number;
  readonly p90: number;
  /** Share of all output tokens. */
  readonly share_of_output: number | null;
  /** Quantiles at 0, 5, 10, ... 100%: enough to draw from. */
  readonly quantiles: readonly number[];
}

export interface EncryptedSize {
  readonly characters: number;
  readonly characters_per_token: number;
}

interface Counted {
  readonly call: UsageCall;
  readonly sessionKey: string;
  readonly source: string;
}

function toCounted(calls: readonly UsageCall[]): Counted[] {
  return calls.map((call) => ({
    call,
    sessionKey: `${call.source}\n${call.session}`,
    source: call.source,
  }));
}

/** The interval is that of the mean. */
export function learnReasoningPerCall(
  calls: readonly UsageCall[],
): LearnedRule<ReasoningDistribution> {
  const counted = toCounted(calls.filter(({ reasoningTokens }) => reasoningTokens !== null));
  const basis = basisOf(counted);
  const why = tooLittle(basis);
  if (why !== null) return open(basis, [why]);
  const tokensOf = ({ call }: Counted): number => call.reasoningTokens ?? 0;
  const tokens = counted.map(tokensOf).sort((a, b) => a - b);
  const at = (share: number): number => quantile(tokens, share) ?? 0;
  const outputs = counted.reduce((sum, { call }) => sum + (call.outputTokens ?? 0), 0);
  const reasoning = tokens.reduce((sum, value) => sum + value, 0);
  const quantiles = Array.from({ length: 21 }, (_, index) => Math.round(at(index / 20)));
  return {
    value: {
      zero_share: tokens.filter((value) => value === 0).length / tokens.length,
      mean: reasoning / tokens.length,
      median: at(0.5),
      p90: at(0.9),
      share_of_output: outputs === 0 ? null : reasoning / outputs,
      quantiles,
    },
    ...basis,
    interval: clusteredMeanInterval(sumBySession(counted, tokensOf), level),
    confidence: confidenceOf(basis, 1),
    against: [],
  };
}

/** Characters of encrypted reasoning: a constant, and so many a token. No interval. */
export function learnEncryptedSize(calls: readonly UsageCall[]): LearnedRule<EncryptedSize> {
  const counted = toCounted(
    calls.filter(
      ({ reasoningTokens, encryptedCharacters }) =>
        (reasoningTokens ?? 0) > 0 && (encryptedCharacters ?? 0) > 0,
    ),
  );
  const basis = basisOf(counted);
  const why = tooLittle(basis);
  if (why !== null) return open(basis, [why]);
  const fit = leastAbsoluteFit(
    counted.map(({ call }) => [call.encryptedCharacters ?? 0, call.reasoningTokens ?? 0]),
  );
  if (fit === null) return open(basis, ['reasoning does not vary enough to tell']);
  const [perToken = 0, constant = 0] = fit;
  return {
    value: { characters: constant, characters_per_token: perToken },
    ...basis,
    interval: null,
    confidence: confidenceOf(basis, 0.75),
    against: [],
  };
}
