// One call of a real session with replayed reasoning and without: one of the two was measured, the
// other is computed. What both ways have in common.
import type { UsageCall } from '../domain/usage-call.ts';
import type { CountingRules } from './expected-count.ts';

/**
 * What a miss of the real session does in the other one. `stays`: the cache ends at the same place
 * of the prompt. `same-loss`: as many tokens are lost. Real counters cannot tell, so both are
 * computed.
 */
export type MissTreatment = 'stays' | 'same-loss';

/** Tokens of one call; input includes cached. */
export interface CallTokens {
  readonly input: number;
  readonly cached: number;
  readonly output: number;
}

export interface ComparedCall {
  readonly call: UsageCall;
  readonly with: CallTokens;
  readonly without: CallTokens;
}

interface OtherCount {
  /** What was measured. */
  readonly cached: number;
  /** What a hit would have counted; null: not known, so that it counts as one. */
  readonly expected: number | null;
  /** What a hit counts in the other session. */
  readonly best: number;
  /** Where the measured prefix ends in the other session's prompt. */
  readonly place: () => number;
}

/** The cached count in the other session: a hit stays one. */
export function otherCached(
  { cached, expected, best, place }: OtherCount,
  treatment: MissTreatment,
): number {
  if (expected === null || cached >= expected) return best;
  if (treatment === 'same-loss') return Math.max(0, best - (expected - cached));
  return Math.min(best, place());
}

/** What a call's output adds to the cache, but for its reasoning. */
export function visibleOutputs(
  { outputTokens, reasoningTokens }: UsageCall,
  { count }: CountingRules,
): number {
  return count.outputs === 'full' ? (outputTokens ?? 0) - (reasoningTokens ?? 0) : 0;
}
