// Does replayed reasoning count in the prompt? Inside a user turn the prompt grows by the answer
// before and by what was added: growth = a x visible output + b x reasoning + c x new input. The
// coefficient b is 1 where reasoning is replayed and counted as generated, 0 where it is not sent.
import { median } from '../stats/descriptive.ts';
import { leastAbsoluteFit, residualOf } from '../stats/least-absolute.ts';
import { mean, sampleSd } from '../stats/moments.ts';
import type { Interval } from '../stats/paired-t.ts';
import { studentTQuantile } from '../stats/student-t.ts';
import { basisOf, confidenceOf, type LearnedRule, level, open, tooLittle } from './learned-rule.ts';
import type { LinkedCall } from './link-calls.ts';

export interface ReplayedReasoning extends LearnedRule<number> {
  /** Coefficients of visible output and of new input; 1 where counts are exact. */
  readonly visible_output: number | null;
  readonly new_input: number | null;
  /** Median distance of a call from the fit, in tokens. */
  readonly residual_tokens: number | null;
}

/** Groups that the jackknife leaves out, one at a time. */
const groupsMax = 20;
/** Wider than this on either side, the coefficient tells nothing. */
const reachMax = 0.25;
/** A call is explained when the fit is this near, in tokens. */
const nearTokens = 60;

interface Observation {
  readonly row: readonly number[];
  readonly sessionKey: string;
  readonly source: string;
}

/** Growth of the prompt, and the three things that it consists of; null where one is not known. */
function toObservation({ call, previous, sessionKey, source }: LinkedCall): Observation | null {
  const { inputTokens, newInputTokens, isRegular, beginsUserTurn } = call;
  const { inputTokens: before, outputTokens, reasoningTokens } = previous;
  if (!isRegular || beginsUserTurn !== false) return null;
  if (inputTokens === null || newInputTokens === null || before === null) return null;
  if (outputTokens === null || reasoningTokens === null) return null;
  const visible = outputTokens - reasoningTokens;
  return {
    row: [inputTokens - before, visible, reasoningTokens, newInputTokens],
    sessionKey,
    source,
  };
}

export function learnReplayedReasoning(linked: readonly LinkedCall[]): ReplayedReasoning {
  const observations = linked.flatMap((each) => toObservation(each) ?? []);
  const basis = basisOf(observations);
  const nothing = { visible_output: null, new_input: null, residual_tokens: null };
  const why = tooLittle(basis);
  if (why !== null) return { ...open<number>(basis, [why]), ...nothing };
  const fit = leastAbsoluteFit(observations.map(({ row }) => row));
  if (fit === null) {
    return { ...open<number>(basis, ['reasoning does not vary enough to tell']), ...nothing };
  }
  const [visibleOutput = 0, coefficient = 0, newInput = 0] = fit;
  const residuals = observations.map(({ row }) => Math.abs(residualOf(row, fit)));
  const details = {
    visible_output: visibleOutput,
    new_input: newInput,
    residual_tokens: median(residuals),
  };
  const interval = jackknife(observations, coefficient);
  if (interval === null || (interval.high - interval.low) / 2 > reachMax) {
    const reason =
      interval === null
        ? 'too few sessions for an interval'
        : `the coefficient may lie between ${interval.low.toFixed(2)} and ${interval.high.toFixed(2)}`;
    return { ...open<number>(basis, [reason]), ...details };
  }
  const near = residuals.filter((residual) => residual <= nearTokens).length / residuals.length;
  const against =
    near < 0.95
      ? [`${((1 - near) * 100).toFixed(1)}% of calls lie over ${nearTokens} tokens off the fit`]
      : [];
  return {
    value: coefficient,
    ...basis,
    interval,
    confidence: confidenceOf(basis, near),
    against,
    ...details,
  };
}

/** Spread of the coefficient when groups of whole sessions are left out. */
function jackknife(observations: readonly Observation[], coefficient: number): Interval | null {
  const sessions = [...new Set(observations.map(({ sessionKey }) => sessionKey))];
  const groups = Math.min(groupsMax, sessions.length);
  if (groups < 3) return null;
  const groupOf = new Map(sessions.map((key, index) => [key, index % groups]));
  const left: number[] = [];
  for (let group = 0; group < groups; group++) {
    const rest = observations.filter(({ sessionKey }) => groupOf.get(sessionKey) !== group);
    const value = leastAbsoluteFit(rest.map(({ row }) => row))?.[1];
    if (value === undefined) return null;
    left.push(groups * coefficient - (groups - 1) * value);
  }
  const centre = mean(left) ?? coefficient;
  const error = (sampleSd(left) ?? 0) / Math.sqrt(groups);
  const reach = studentTQuantile((1 + level) / 2, groups - 1) * error;
  return { low: centre - reach, high: centre + reach };
}
