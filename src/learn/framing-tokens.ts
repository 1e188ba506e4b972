// What a prompt grows by beside texts: the tokens around each item, which no text holds. Inside a
// user turn, growth less visible output, less reasoning, less counted new input.
import { quantile } from '../stats/descriptive.ts';
import { basisOf, confidenceOf, type LearnedRule, open, tooLittle } from './learned-rule.ts';
import type { LinkedCall } from './link-calls.ts';
import { medianInterval } from './median-interval.ts';

/** Further off than this, something else changed the prompt. */
const nearTokens = 60;

export interface Observation {
  readonly tokens: number;
  /** Tool results behind the answer before: its calls; null: not known. */
  readonly results: number | null;
  readonly sessionKey: string;
  readonly source: string;
}

/** @returns tokens per call, the median over sessions of each one's median */
export function learnFramingTokens(
  linked: readonly LinkedCall[],
  replayedCounts: number | null,
): LearnedRule<number> {
  const observations = observeFraming(linked, replayedCounts);
  const basis = basisOf(observations);
  const why = replayedCounts === null ? 'whether reasoning counts is open' : tooLittle(basis);
  if (why !== null) return open(basis, [why]);
  const bySession = Map.groupBy(observations, ({ sessionKey }) => sessionKey);
  const medians = [...bySession.values()].map((own) => medianOf(own.map(({ tokens }) => tokens)));
  const value = medianOf(medians);
  const near = observations.filter(({ tokens }) => Math.abs(tokens - value) <= nearTokens).length;
  const share = near / observations.length;
  return {
    value,
    ...basis,
    interval: medianInterval(medians, 'framing'),
    confidence: confidenceOf(basis, share),
    against:
      share < 0.95
        ? [`${((1 - share) * 100).toFixed(1)}% of calls lie over ${nearTokens} tokens off`]
        : [],
  };
}

/** What the prompts of calls inside a user turn grew by beside texts. */
export function observeFraming(
  linked: readonly LinkedCall[],
  replayedCounts: number | null,
): Observation[] {
  return linked.flatMap((each) => observe(each, replayedCounts ?? 1) ?? []);
}

function observe(
  { call, previous, sessionKey, source }: LinkedCall,
  replayedCounts: number,
): Observation | null {
  const { inputTokens, newInputTokens } = call;
  const { inputTokens: before, outputTokens, reasoningTokens } = previous;
  if (!call.isRegular || call.beginsUserTurn !== false) return null;
  if (inputTokens === null || newInputTokens === null || before === null) return null;
  if (outputTokens === null || reasoningTokens === null) return null;
  const answer = outputTokens - reasoningTokens + Math.round(replayedCounts * reasoningTokens);
  const tokens = inputTokens - before - answer - newInputTokens;
  return { tokens, results: previous.toolCalls ?? null, sessionKey, source };
}

function medianOf(values: readonly number[]): number {
  return quantile(values, 0.5) ?? 0;
}
